"""`python -m bot` and the console script `reprieve`."""

from bot.cli.main import main

if __name__ == "__main__":
    main()
