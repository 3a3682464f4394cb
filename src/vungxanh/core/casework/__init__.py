"""The rules of case work without a database, a clock or a page (quản lý ca bệnh và người tiếp xúc).

Facts (`facts`: exposures, cases, decisions of officers) and a policy (`policy`, `official`) go in; levels, quarantine
and follow-up come out (`derive`), are compared (`diff`), held (`tokens`) and put on days (`schedule`).
"""
