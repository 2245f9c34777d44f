"""Static files under names that change with their content, also where our scripts import each other."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = r'(?P<matched>from "(?P<url>\./\w+\.js)")'


class HashedFiles(CompressedManifestStaticFilesStorage):
    """An old script never meets a new one it imports, though browsers keep each name for good.

    Django's own switch for this reads every script, and stumbles over those of other packages.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((IMPORT, 'from "%(url)s"'),)),
    )
