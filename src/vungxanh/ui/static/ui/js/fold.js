// Compare Vietnamese without regard to marks: "Nhiệm vụ" is found by "nhiem vu", "Đại Lộc" by "dai loc".
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().trim();
}
