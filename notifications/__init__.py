"""通知 notifications: who is told what, when; decides first, then sends; the only room that speaks SMTP."""
