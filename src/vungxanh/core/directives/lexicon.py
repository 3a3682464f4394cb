"""Words that steer the reading: duties, heads of agency names, fields, people reached (từ vựng)."""

from __future__ import annotations

import re

UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
"""Inside a character class: the capital letters (a range of code points would let small letters in)."""
ORDINAL = r"(?:Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)|(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười) là)\s*[,:]"
"""How an item is numbered in words ("Thứ nhất, …", "Một là, …")."""


def listed(block: str) -> list[str]:
    """Return the entries of a block of text parted by bars."""
    return [entry.strip() for entry in block.split("|")]


# Verbs and verb-like openings that end a list of names and begin a duty. Accents are kept: folding would
# confuse "giao" with "giáo" and "lập" with "lấp".
VERBS = listed("""
chủ trì | chủ động | phối hợp | chỉ đạo | hướng dẫn | triển khai | tổ chức | thực hiện | tuyên truyền | vận động |
phổ biến | xây dựng | tham mưu | báo cáo | kiểm tra | giám sát | đôn đốc | rà soát | bố trí | hỗ trợ | đề xuất |
cung cấp | cập nhật | ban hành | quán triệt | tăng cường | đẩy mạnh | đẩy nhanh | đẩy lùi | khởi công | giải ngân |
giải phóng | cho | tiếp tục | khẩn trương | tích cực | nghiêm túc | chịu trách nhiệm | có trách nhiệm |
có nhiệm vụ | có kế hoạch | có biện pháp | có giải pháp | có phương án | có văn bản | căn cứ | theo dõi |
tổng hợp | thẩm định | bảo đảm | đảm bảo | nghiên cứu | xem xét | tiếp thu | hoàn thiện | hoàn thành | phát động |
yêu cầu | đề nghị | giao(?! thông)(?! dịch) | gửi | (?<![Cc]ông )(?<![Đđ]ộc )lập |
(?<![Cc]ông )(?<![Cc]hương )(?<![Gg]iáo )trình |
thông báo | công bố | quản lý | kiểm soát | xử lý |
giải quyết | cài đặt | sử dụng | ứng dụng | phân công | phân bổ | phê duyệt | quyết định | khuyến khích |
huy động | khuyến nghị | nâng cao | chuẩn bị | sẵn sàng | duy trì | thành lập | kiện toàn | củng cố | tập trung |
phát huy | thường xuyên | thường trực | trực tiếp | kịp thời | khắc phục | chấn chỉnh | tạo điều kiện | điều phối |
điều tra | khảo sát | đánh giá | thống kê | sơ kết | tổng kết | tham gia | đăng ký | đăng tải | đưa tin | đưa |
phát sóng | phát hành | in ấn | cấp phát | cấp | chi trả | mua sắm | đầu tư | lắp đặt | vận hành | kết nối |
tích hợp | chia sẻ | số hóa | chuyển đổi | chuyển | tiếp nhận | thu thập | quét | tra cứu | khai thác | bảo trì |
bảo vệ | giữ | ngăn chặn | phát hiện | truy vết | cách ly | xét nghiệm | điều trị | tiêm chủng | tiêm |
khoanh vùng | dập dịch | phun | vệ sinh | đóng cửa | tạm dừng | dừng | hạn chế | cấm | nghiêm cấm | xử phạt |
thanh tra | kiểm điểm | chấp hành | tuân thủ | niêm yết | dán | treo | nhắn tin | nhắc lại | ký | ký kết |
đào tạo | tập huấn | bồi dưỡng | tuyển dụng | cử | lồng ghép | ưu tiên | quan tâm | thống nhất | tạm ứng |
bổ sung | điều chỉnh | sửa đổi | hủy bỏ | thay thế | thu hồi | di dời | sơ tán | ứng phó | trực ban | cứu hộ |
tìm kiếm | neo đậu | kêu gọi | nhân rộng | lựa chọn | xác định | xác nhận | xác minh | làm việc | làm | dự báo |
cảnh báo | theo chức năng | trên cơ sở | khi | nếu | sau khi | trong quá trình | theo | là | phải | cần | được |
không | không để | tuyệt đối | nộp | thu | kê khai | rút ngắn | công khai | đơn giản hóa | cắt giảm | thẩm tra |
trả lời | cho ý kiến | góp ý | tham gia ý kiến | trồng | chăm sóc | thu hoạch | tiêu thụ | khơi thông | gia cố |
sửa chữa | khôi phục | mở | thí điểm | áp dụng | vận dụng | nhập | xuất | phát triển | thúc đẩy | nâng cấp |
hình thành(?! phố) | giảm | tăng | gắn | gương mẫu | đi đầu | tự | hằng | hàng(?! không)(?! hải) | định kỳ |
thay mặt | quy định |
thiết lập | phân luồng | phân loại | tháo gỡ | trang bị | dự trữ | cấm biển | bắn pháo hiệu | vẫn | đã | sẽ |
đang | tìm hiểu | tra soát | siết chặt | xóa bỏ | bàn giao | tiến hành | chú trọng | chỉ | nhanh chóng | phát |
lấy | nắm | bám sát | quyết liệt | đồng thời | đồng chủ trì | làm đầu mối | làm cơ quan | liên hệ | truyền thông |
tiếp cận | kiểm đếm | đối chiếu | làm sạch | liên thông | đồng bộ | phấn đấu | cung ứng | thu gom | phát quang |
khử khuẩn | phong tỏa | khai báo | kích hoạt | rà quét | biểu dương |
phê bình | lãnh đạo | nhắc nhở | ra quân | tuần tra | canh gác | túc trực | chốt chặn | phổ cập | hoàn tất |
cưỡng chế |
tháo dỡ | thu hút | tiết kiệm | cải thiện | cải tạo | bình ổn | điều tiết | ổn định | nghiệm thu | quyết toán |
thanh toán |
giải trình | giải đáp | hòa giải | điều động | luân chuyển | nạo vét | lấy ý kiến | lấy mẫu | biên soạn | soạn thảo |
dự thảo | liên kết | tranh thủ | tận dụng | mở rộng | gia hạn | cam kết | lưu ý | chú ý | làm rõ | đối thoại |
thăm hỏi | tặng | trao | cổ vũ | hưởng ứng | trưng bày | quảng bá | giới thiệu | trang trí | ủng hộ | quyên góp |
cứu trợ | tiếp tế | vận chuyển | bốc dỡ | san lấp | khôi phục | sắp xếp | tinh gọn | sáp nhập | chuẩn hóa | rút gọn |
khen thưởng | hội chẩn | (?<![Tt]hường )trực(?! thuộc)(?! tuyến)(?! quan) | nêu gương | phê phán | phụ trách |
đảm nhiệm | đảm nhận | mời | dự(?! phòng) | đến dự | tham dự |
đôn đáo |
rút kinh nghiệm | cùng phối hợp | thi hành | tu sửa | tu bổ | dọn | họp(?! báo)(?! mặt) | gặp mặt | gặp gỡ
""")
_ALTERNATIVES = "|".join(verb for verb in sorted(set(VERBS), key=len, reverse=True))
VERB_HERE = re.compile(rf"(?:{_ALTERNATIVES})(?!\w)")
VERB_ANY_CASE = re.compile(rf"(?:{_ALTERNATIVES})(?!\w)", re.IGNORECASE)

# Openings that qualify a duty without naming it; the verb worth showing comes after them.
ADVERBS = set(
    listed("""
chủ động | khẩn trương | tích cực | nghiêm túc | tiếp tục | kịp thời | thường xuyên | trực tiếp | theo |
theo chức năng | căn cứ | trên cơ sở | thường trực | khi | nếu | sau khi | trong quá trình | phải | cần | được |
không | tự | hằng | hàng | định kỳ | đồng thời | có trách nhiệm | có nhiệm vụ | tập trung | quyết liệt |
nhanh chóng | vẫn | đã | sẽ | đang | chỉ | là | cùng phối hợp
""")
)

# First words of agency names anywhere in the country.
HEADS = listed("""
xí nghiệp | báo và đài | báo và phát thanh, truyền hình |
sở | ban | bộ | cục | tổng cục | chi cục | công an | ubnd | ủy ban nhân dân | ủy ban | hđnd | hội đồng nhân dân |
hội đồng | hội | trung tâm | phòng | báo | đài | văn phòng | công ty | tổng công ty | tập đoàn | bệnh viện |
trường | kho bạc | bảo hiểm xã hội | ngân hàng | viện | tòa án | cảng | liên đoàn | liên minh | liên hiệp |
hiệp hội | quỹ | đảng ủy | huyện ủy | thành ủy | thị ủy | tỉnh ủy | quận ủy | thanh tra | bưu điện | viễn thông |
điện lực | đồn | hải quan | cổng thông tin | cổng ttđt | bộ chỉ huy | ban chỉ huy | bch | bchqs | bql | bcđ |
vnpt | viettel | mobifone | fpt | đoàn thanh niên | đoàn tncs | tỉnh đoàn | huyện đoàn | thành đoàn | thị đoàn |
mặt trận | ubmttq | ubmttqvn | mttq | mttqvn | học viện | đại học | trạm y tế | trạm | hợp tác xã | hạt kiểm lâm |
đội | tổ | nhà máy | chi nhánh | kiểm toán | thông tấn xã | đoàn đbqh | vụ | tổng liên đoàn | trung ương đoàn |
công đoàn | hệ thống thông tin cơ sở | hệ thống truyền thanh |
thường trực | ban cán sự đảng | đảng đoàn | bộ tư lệnh | thuế tỉnh | thuế thành phố | thuế cơ sở | viện kiểm sát |
bảo tàng | tổ kiểm tra | đoàn kiểm tra | đội kiểm tra | tổ công tác | đoàn công tác | tổ giúp việc | đoàn thanh tra |
tổ thư ký | tổ biên tập | đoàn giám sát | vườn quốc gia |
khu bảo tồn | khu di tích | khu công nghệ cao | thư viện | nhà hát | quân khu | cơ quan thường trú | bhxh | kbnn |
nhnn | vp | tttt | ttyt | cdc | cảnh sát
""")
HEAD_HERE = re.compile(
    r"(?:các |những |toàn thể |liên )?(?:"
    + "|".join(map(re.escape, sorted(HEADS, key=len, reverse=True)))
    + r")(?!\w)(?! (?:phận|hợp|nghị|thảo|máy|ngũ|luật|tiêu chí|thủ tục|đàm|diễn|dân phố|chức)(?!\w))",
    re.IGNORECASE,
)

# Posts that stand for the agency they lead.
POST_HERE = re.compile(
    r"(?:đồng chí |các đồng chí |các (?=phó )|ông |bà )?(?:thủ trưởng|giám đốc|phó giám đốc|chủ tịch|phó chủ tịch|"
    r"chánh|phó "
    r"chánh|cục trưởng|"
    r"chi cục trưởng|trưởng|phó trưởng|bí thư|tổng biên tập|chỉ huy trưởng|bộ trưởng|lãnh đạo|"
    r"hiệu trưởng|"
    r"người đứng đầu|viện trưởng|chánh án|tổng giám đốc|thống đốc|tổng thanh tra|tư lệnh|đồn trưởng|hạt trưởng|"
    r"phó bí thư)(?!\w)(?:(?:,| và| hoặc)? (?:phó giám đốc|phó chủ tịch)(?!\w)|(?:,| và) (?:thủ trưởng|giám đốc|"
    r"người đứng đầu|chủ tịch)(?!\w))?",
    re.IGNORECASE,
)

# Fields that hold commas or "và"; heads are Sở, Bộ, Phòng, Ban (national nomenclature, NĐ 24/2014, NĐ 37/2014, later).
FIELDS = sorted(
    listed("""
Thông tin và Truyền thông | Giáo dục và Đào tạo | Kế hoạch và Đầu tư | Nông nghiệp và Phát triển nông thôn |
Nông nghiệp và PTNT | Tài nguyên và Môi trường | Khoa học và Công nghệ | Văn hóa, Thể thao và Du lịch |
Văn hóa và Thể thao | Văn hóa, Thể thao | Văn hóa và Thông tin | Văn hóa, Khoa học và Thông tin |
Lao động, Thương binh và Xã hội | Lao động - Thương binh và Xã hội | Lao động Thương binh và Xã hội |
Nông nghiệp và Môi trường | Dân tộc và Tôn giáo | Kinh tế và Hạ tầng | Tài chính - Kế hoạch |
Tài chính và Kế hoạch | Giao thông vận tải - Xây dựng | Kinh tế - Hạ tầng | Kinh tế và Hạ tầng kỹ thuật |
Quy hoạch - Kiến trúc | Quy hoạch và Kiến trúc | Tài chính | Y tế | Công Thương | Công an |
Nội vụ | Tư pháp | Xây dựng | Ngoại vụ | Ngoại giao | Quốc phòng | Giao thông vận tải | Du lịch | Dân tộc |
Kinh tế | Quản lý đô thị | Thanh tra | Môi trường | Dân vận | Tuyên giáo | Tổ chức | Nội chính |
Tuyên giáo và Dân vận | An toàn thực phẩm | Kinh tế, Hạ tầng và Đô thị | Văn hóa - Xã hội | TT&TT | TTTT | GD&ĐT |
GDĐT | GD-ĐT | KH&ĐT | KHĐT | NN&PTNT | NN và PTNT | NNPTNT | TN&MT | TNMT | KH&CN | KHCN | VHTT&DL | VHTTDL |
VHTT | LĐTB&XH | LĐ-TB&XH | LĐTBXH | LĐ-TBXH | GTVT | VH&TT | NN&MT | TC-KH | QLĐT | KT&HT | Tài nguyên và MT |
Giáo dục | Văn hóa | Nông nghiệp
"""),
    key=len,
    reverse=True,
)
# Lower-case words that belong to names although they look like verbs.
NAME_TAIL = re.compile(
    r"(?<=[Nn]ghiên cứu )(?:và )?phát triển(?: kinh tế(?: - xã hội)?)?|(?<=[Cc]ác )cấp(?! (?:phát|thẻ|giấy|kinh))|"
    r"(?<=[Vv]ăn phòng )thường trực|(?<=[Cc]ơ quan )thường trực|(?<=[Tt]ổ )thường trực|"
    r"(?:quản lý )?(?:các )?dự án(?: đầu tư)?(?: xây dựng)?(?: (?:các )?công trình)?|đầu tư xây dựng|phòng,? "
    r"chống|quản lý thị trường|kiểm soát bệnh tật|tìm kiếm cứu nạn|"
    r"phát triển (?:nông thôn|quỹ đất|đô thị|hạ tầng|khu công nghiệp|doanh nghiệp)|phục vụ hành chính công|xúc "
    r"tiến đầu tư|bảo vệ (?:môi trường|thực vật|rừng)|bảo trợ|"
    r"HĐND và UBND|Đoàn ĐBQH và HĐND|Hội đồng nhân dân và Ủy ban nhân dân|thi hành án dân sự|đăng ký đất đai|"
    r"đăng kiểm|quản lý (?:đất đai|đô thị|khai thác|chất lượng|khu kinh tế|các khu công nghiệp|rừng|nhà|đường "
    r"bộ|bảo trì)|giám sát cộng đồng|"
    r"dự báo khí tượng|điều hành|vận hành|khai thác công trình|chuyển đổi số|đổi mới sáng tạo|kinh tế mở|hỗ trợ "
    r"(?:doanh nghiệp|nông dân)|truyền thông|[Hh]àng không|[Tt]rung cấp|[Xx]uất nhập khẩu|phát thanh|"
    r"[Cc]ảnh sát điều tra|cấp nước|cấp thoát nước|cấp cứu(?= \d)|đăng ký kinh doanh"
)
FIELD_HERE = re.compile("(?:" + "|".join(map(re.escape, FIELDS)) + r")(?!\w)", re.IGNORECASE)

GENERIC_HERE = re.compile(
    r"(?:các |những |từng |mọi |toàn thể |tất cả các |quý |(?:cả )?hai |ba |bốn )?(?:"
    r"cơ quan,? ban,? ngành,? đơn vị|cơ quan,? tổ chức,? đơn vị|cơ quan,? đơn vị,? tổ chức|cơ quan,? đơn vị,? "
    r"địa phương|cơ quan,? tổ chức|"
    r"cơ quan,? địa phương|cơ quan,? đơn vị và cá nhân|cơ quan,? đơn vị|đơn vị,? địa phương|đơn vị,? doanh "
    r"nghiệp|đơn vị,? cá nhân|tổ chức,? cá nhân|địa phương,? đơn vị|"
    r"chính quyền(?: địa phương| cơ sở| các cấp)(?: các cấp)?|cơ quan thông tấn,? báo chí|cơ quan báo,? đài|"
    r"cơ quan báo chí|cơ quan truyền thông|cơ quan chức năng|"
    r"lực lượng chức năng|cơ quan chuyên môn|lực lượng bảo vệ an ninh,? trật tự(?: ở| tại)? cơ sở|lực lượng dân quân"
    r"(?: tự vệ)?|lực lượng (?:công an|quân đội|vũ trang|xung kích|kiểm lâm|cảnh sát)|lực lượng|"
    r"phòng chuyên môn|doanh nghiệp viễn thông|"
    r"cơ quan|đơn vị|địa phương|tổ chức|cá nhân|bên|ngành|cán bộ|công chức|viên chức|người lao động|đảng viên|"
    r"đồng chí|cấp,? ngành|ngành,? địa phương|chủ đầu tư|nhà mạng|doanh nghiệp)(?!\w)"
    r"(?: (?:có )?liên quan| chức năng| nêu trên| trên| trực thuộc| (?:thuộc|của) (?:tỉnh|huyện|thành phố|thị "
    r"xã|Sở|Bộ)| trong (?:tỉnh|huyện|ngành)"
    rf"| (?:tỉnh|huyện|quận|thị xã|thành phố|xã|phường)(?!\w)(?!(?-i: [{UPPER}]))(?= *\(|,|:| (?:và|"
    rf"{_ALTERNATIVES})(?!\w))"
    r"| (?:ở|tại|trên) (?:các )?[^,;.:()\n]{2,30}?(?= (?:tổ chức|thực hiện|triển khai|xây dựng|hướng dẫn|kiểm "
    r"tra|rà soát|tham mưu))|"
    r" cấp (?:tỉnh|huyện|xã)(?: và cấp (?:huyện|xã))?)*",
    re.IGNORECASE,
)

PEOPLE = re.compile(
    r"(?:cán bộ, công chức, viên chức(?:, người lao động)?(?: và người lao động)?|cán bộ, công chức|người dân "
    r"và doanh nghiệp|người dân|nhân dân|hộ dân|hộ gia đình|"
    r"học sinh, sinh viên|học sinh|sinh viên|bệnh nhân(?: và người nhà)?|người bệnh|người nhà|khách hàng|hành "
    r"khách|du khách|khách du lịch|"
    r"người lao động|công nhân|đoàn viên, thanh niên|đoàn viên|hội viên|phụ huynh|giáo viên|ngư dân|chủ tàu|nông dân|"
    r"tổ chức, công dân|công dân|hộ kinh doanh|hộ nghèo|người có công|người cao tuổi|trẻ em)(?!\w)",
    re.IGNORECASE,
)

MEDIA = re.compile(
    r"(?:Zalo(?: và SMS)?|SMS|tin nhắn|thư điện tử|email|hệ thống (?:đài )?truyền thanh(?: cơ sở)?|loa truyền "
    r"thanh|đài truyền thanh(?: cơ sở)?|"
    r"(?:các )?phương tiện thông tin đại chúng|mạng xã hội|Facebook|poster|áp phích|pa ?nô|băng rôn|tờ rơi|màn "
    r"hình quảng cáo(?: ngoài trời)?|"
    r"cổng thông tin điện tử|trang thông tin điện tử|hệ thống quản lý văn bản và điều hành|trục liên thông văn "
    r"bản|cổng dịch vụ công(?: quốc gia| trực tuyến)?|hội nghị trực tuyến|hệ thống họp trực tuyến)(?!\w)",
    re.IGNORECASE,
)
