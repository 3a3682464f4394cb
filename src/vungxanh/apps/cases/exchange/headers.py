"""The headers of our own template for files, and of those of Go.Data and SORMAS as far as they are public.

SORMAS: names of its import files, as public converters write them. Go.Data: field names and English labels of its
public source; it lets the person who imports map any header. A column marked `memory` was found in neither and is to be
checked against the first real file.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Header:
    """One header of a template and the field it gives; other spellings are read too, the first is written.

    Some fields are only written: a file that says who is F2 of whom is no fact, it is derived again.
    """

    field: str
    names: tuple[str, ...]
    memory: bool = False


def _headers(*rows: tuple[str, str], memory: str = "") -> tuple[Header, ...]:
    """From ("field", "Name | other name"); `memory` names the fields that are from memory."""
    doubted = frozenset(memory.split())
    return tuple(Header(field, tuple(names.split(" | ")), field in doubted) for field, names in rows)


OWN_PERSON = _headers(
    (
        "full_name",
        (
            "Họ và tên | Họ tên | Họ, tên | Tên | Họ và tên người tiếp xúc | Họ tên người tiếp xúc | "
            "Tên người tiếp xúc | Người tiếp xúc | Họ và tên người gặp | Họ tên người gặp | Tên người gặp | "
            "Người gặp | Họ và tên người đã gặp | Họ tên người đã gặp | Tên người đã gặp | Người đã gặp | "
            "Tên đầy đủ | Họ tên đầy đủ | Họ và tên đầy đủ | Họ và tên F1 | Họ tên F1 | Tên F1 | Họ và tên F2 | "
            "Họ tên F2 | Tên F2 | Họ tên bệnh nhân | Tên bệnh nhân | Full name | Name | Contact name"
        ),
    ),
    ("born_on", "Ngày sinh | Ngày tháng năm sinh | Sinh ngày | NS | Birthday"),
    ("birth_year", "Năm sinh | Sinh năm | Year of birth | Birth year | Year"),
    ("age", "Tuổi"),
    ("sex", "Giới tính | Giới | Phái | Nam/Nữ | Sex"),
    (
        "phone",
        (
            "Số điện thoại | Điện thoại | SĐT | ĐT | Số ĐT | Di động | Số di động | Điện thoại liên hệ | SĐT liên hệ | "
            "Số ĐT liên hệ | SĐT người tiếp xúc | SĐT người gặp | Số điện thoại người gặp | Phone | Mobile | Telephone"
        ),
    ),
    (
        "citizen_id",
        (
            "Số căn cước | CCCD | CMND | Số CMND/CCCD | CMND/CCCD | Căn cước | Số CCCD | Số CMND | Căn cước công dân | "
            "Số định danh | Số định danh cá nhân | Citizen ID | ID number"
        ),
    ),
    (
        "commune",
        "Xã, phường | Xã | Phường | Phường/xã | Mã xã | Xã, phường, thị trấn | Xã/phường/TT | Commune | Ward",
    ),
    ("district", "Quận, huyện | Quận/huyện | Huyện | Huyện/quận | Quận huyện | District"),
    (
        "address",
        (
            "Địa chỉ | Nơi ở | Nơi ở hiện nay | Nơi ở hiện tại | Địa chỉ nơi ở | Địa chỉ hiện tại | Địa chỉ hiện nay | "
            "Nơi cư trú | Chỗ ở | Chỗ ở hiện nay | Số nhà, đường, thôn"
        ),
    ),
    ("occupation", "Nghề nghiệp | Nghề | Job"),
    ("is_vaccinated", "Đã tiêm đủ | Đã tiêm chủng | Tiêm vắc xin"),
)
OWN_CASES = _headers(
    ("code", "Mã ca"),
    ("pseudonym", "Bí danh"),
    ("number", "Số bệnh nhân | Mã bệnh nhân | BN | Mã BN | Số BN"),
    ("classification", "Phân loại | Phân loại ca"),
    ("has_symptoms", "Có triệu chứng | Triệu chứng"),
    ("onset_on", "Ngày khởi phát | Khởi phát"),
    ("sampled_on", "Ngày lấy mẫu"),
    ("tested_on", "Ngày xét nghiệm | Ngày có kết quả | Ngày dương tính"),
    ("isolated_at", "Cách ly từ | Ngày cách ly | Lúc cách ly"),
    ("reported_on", "Ngày báo cáo"),
)
OWN_CONTACTS = _headers(
    ("pseudonym", "Bí danh"),
    ("rank", "Cấp F"),
    ("quarantine_until", "Cách ly đến"),
    ("follow_up_until", "Theo dõi đến"),
    ("case", "Ca bệnh | Tiếp xúc với | Mã ca bệnh | Ca nguồn | F0 | Tiếp xúc với ca | Tiếp xúc với BN"),
    (
        "first_met",
        (
            "Tiếp xúc từ | Ngày tiếp xúc | Ngày tiếp xúc đầu | Ngày tiếp xúc đầu tiên | Tiếp xúc lần đầu | Gặp từ | "
            "Ngày gặp | Ngày gặp đầu | Ngày gặp đầu tiên | Gặp lần đầu | Gặp ngày | Gặp lúc | Lúc gặp | Ngày giờ gặp | "
            "Ngày giờ tiếp xúc | Thời gian gặp | Thời gian tiếp xúc | Thời điểm gặp | Thời điểm tiếp xúc | Từ | "
            "Từ lúc | Từ ngày | Bắt đầu | Lúc bắt đầu | Ngày bắt đầu | Thời gian bắt đầu | Thời điểm bắt đầu | "
            "From | Start | Met from | Date met | Date of contact"
        ),
    ),
    (
        "last_met",
        (
            "Tiếp xúc đến | Ngày tiếp xúc cuối | Ngày tiếp xúc cuối cùng | Tiếp xúc lần cuối | Đến | Gặp đến | "
            "Ngày gặp cuối | Ngày gặp cuối cùng | Ngày gặp gần nhất | Ngày tiếp xúc gần nhất | Gặp lần cuối | "
            "Lần gặp cuối | Đến lúc | Đến ngày | Kết thúc | Lúc kết thúc | Ngày kết thúc | Thời gian kết thúc | "
            "Thời điểm kết thúc | To | End | Until"
        ),
    ),
    ("level", "Mức nguy cơ | Nguy cơ | Loại tiếp xúc | Risk | Kind of contact"),
    (
        "setting",
        (
            "Hoàn cảnh | Hoàn cảnh tiếp xúc | Hoàn cảnh gặp | Tình huống | Nơi gặp | Nơi tiếp xúc | Quan hệ | "
            "Mối quan hệ | Quan hệ với ca bệnh | Mối quan hệ với ca bệnh | Quan hệ với F0 | Setting | Relation"
        ),
    ),
    ("note", "Ghi chú | Ghi chú thêm | Mô tả | Thông tin tiếp xúc | Note | Notes"),
)
GODATA_PERSON = _headers(
    ("last_name", "Last Name | lastName"),
    ("middle_name", "Middle Name | middleName"),
    ("first_name", "First Name | firstName"),
    ("sex", "Gender | gender"),
    ("born_on", "Date of Birth | dob"),
    ("age", "Age | age.years | Age (years) | Age - Years"),
    ("phone", "Phone Number | addresses[].phoneNumber | Addresses - Phone Number [1] | phoneNumber"),
    ("citizen_id", "Document Number | documents[].number | Documents - Document Number [1]"),
    ("commune", "City | addresses[].city | Addresses - City [1] | addresses[].locationId | Addresses - Location [1]"),
    ("address", "Address | addresses[].addressLine1 | Addresses - Address Line 1 [1] | Address Line 1"),
    ("occupation", "Occupation | Ocupation"),
    memory="commune address",
)
GODATA_CASES = _headers(
    ("number", "Visual ID | visualId | Case ID"),
    ("classification", "Classification | classification"),
    ("onset_on", "Date of Onset | dateOfOnset"),
    ("isolated_at", "Date of Isolation | Date Ranges - Start Date [1]"),
    ("reported_on", "Date of Reporting | dateOfReporting"),
    memory="number isolated_at reported_on",
)
GODATA_CONTACTS = _headers(
    ("pseudonym", "Visual ID | visualId"),
    ("case", "Source Visual ID | Related Person | sourceVisualId | Case Visual ID"),
    ("last_met", "Date of last contact | Date of Last Contact | contactDate | dateOfLastContact"),
    ("level", "Risk Level | riskLevel"),
    ("setting", "Context of Transmission | socialRelationshipTypeId | Exposure Type"),
    ("note", "Comment | comment"),
    ("reported_on", "Date of Reporting | dateOfReporting"),
    memory="pseudonym case setting reported_on",
)
SORMAS_PERSON = _headers(
    ("last_name", "person.lastName"),
    ("first_name", "person.firstName"),
    ("sex", "person.sex"),
    ("birth_day", "person.birthdateDD"),
    ("birth_month", "person.birthdateMM"),
    ("birth_year", "person.birthdateYYYY"),
    ("age", "person.approximateAge"),
    ("phone", "person.phone"),
    ("citizen_id", "person.nationalHealthId"),
    ("commune", "person.address.community | person.address.city | community"),
    ("district", "person.address.district | district"),
    ("address", "person.address.street | person.address.details"),
    ("occupation", "person.occupationDetails"),
)
SORMAS_CASES = _headers(
    ("disease", "disease"),
    ("number", "externalID"),
    ("classification", "caseClassification"),
    ("reported_on", "reportDate"),
    ("onset_on", "symptoms.onsetDate"),
    ("isolated_at", "quarantineFrom"),
    memory="isolated_at",
)
SORMAS_CONTACTS = _headers(
    ("disease", "disease"),
    ("case", "caseIdExternalSystem"),
    ("reported_on", "reportDateTime"),
    ("first_met", "firstContactDate"),
    ("last_met", "lastContactDate"),
    ("level", "contactCategory"),
    ("setting", "relationToCase"),
    ("note", "description"),
    ("pseudonym", "externalID"),
    ("quarantine_until", "quarantineTo"),
    ("follow_up_until", "followUpUntil"),
    memory="first_met",
)
