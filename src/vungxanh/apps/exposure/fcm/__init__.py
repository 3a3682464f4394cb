"""The push service of phones with the app of 2020: Firebase Cloud Messaging, HTTP v1 (dịch vụ đẩy thông báo).

`account` proves who we are, `messages` writes what is sent, `client` speaks HTTP, `outbox` carries rows of `Delivery`
out and bears being killed at any moment.
"""
