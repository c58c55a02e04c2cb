"""Case files on the command line: assess one or many, ask what is still open, check the rules."""
