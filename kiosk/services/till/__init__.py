"""The till (钱箱): one way to be paid for everything, in double entry."""
