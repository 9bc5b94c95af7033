"""`python -m bot` is `looseends`."""

from bot.cli import main

if __name__ == "__main__":
    main()
