EXAMPLES=()
def panels(shell): return ()
