"""The addresses the Bluezone app of 2020 speaks to, byte for byte (máy chủ cho ứng dụng Bluezone 2.0.4 và 3.0.x).

`door.before` stands in front of Django: these addresses take no session, no form and no middleware. `answers` is the
envelope and the numbers the app knows, `reading` its JSON with its own faults, `multipart` its uploads, `static` the
files it polls; `calls` has one function an address and calls the feature's actions.
"""
