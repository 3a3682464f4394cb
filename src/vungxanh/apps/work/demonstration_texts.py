"""Invented words for the demonstration's threads (nội dung mẫu)."""

STARTED = (
    "Đã ban hành kế hoạch triển khai và phân công từng bộ phận.",
    "Đã họp quán triệt đến toàn thể cán bộ, công chức, viên chức.",
    "Đã gửi công văn đến các đơn vị trực thuộc.",
)
PROGRESS = (
    "Khoảng {percent} % cán bộ, người lao động đã cài đặt ứng dụng.",
    "Đã phát loa truyền thanh buổi sáng và chiều, dán áp phích tại bộ phận một cửa và nhà văn hóa thôn.",
    "Tổ công nghệ đã đến từng hộ hướng dẫn cài đặt; một số hộ chưa có điện thoại thông minh.",
    "Đoàn thanh niên hỗ trợ người dân cài đặt tại chợ và bến xe.",
    "Đã lồng ghép hướng dẫn khi người dân đến giao dịch tại bộ phận một cửa.",
)
REPORTED = (
    "Đã hoàn thành nội dung được giao, kèm số liệu tổng hợp.",
    "Đơn vị báo cáo đã triển khai xong trên địa bàn quản lý.",
    "Toàn bộ cán bộ, công chức đã cài đặt; danh sách lưu tại đơn vị.",
)
RETURNED = (
    "Báo cáo chưa có số liệu theo thôn, đề nghị bổ sung.",
    "Chưa nêu kết quả tuyên truyền thường xuyên, đề nghị làm rõ.",
    "Số liệu chưa khớp với kỳ trước, đề nghị kiểm tra lại.",
)
ACCEPTED = ("Đồng ý.", "Ghi nhận kết quả của đơn vị.", "")
ASKED = (
    "Bão và mưa lớn làm chậm việc đến từng hộ, đề nghị gia hạn.",
    "Địa bàn rộng, nhiều thôn vùng cao chưa có sóng.",
)
CASCADED = "Đề nghị UBND các xã, phường, thị trấn triển khai và báo cáo kết quả về UBND cấp huyện."
