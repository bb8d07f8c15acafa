"""Where the command `tuijin` starts."""

import gc

# Importing makes a hundred thousand objects that all stay. To look through them again and again for garbage is a fifth
# of the time to the first answer; the server turns collection on when it is up (service/main.py).
gc.disable()

from service.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
