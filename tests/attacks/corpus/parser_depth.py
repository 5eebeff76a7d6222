FAMILY = "slicing"
ABOUT = "Brackets, conditions and f-strings nested deeper than a parser recurses."
MOST = 24
RIGHT = ("batchnorm_forward",)
REPEAT = 20_000

# %% last
a = @REPEAT:(@1@REPEAT:)@

# %% last
a = @REPEAT:-@1

# %% last
a = b@REPEAT:.c@

# %% last
a = f"@REPEAT:{a}@"
