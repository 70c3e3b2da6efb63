package apex.ops.audit.rule;

import static apex.ops.audit.rule.Severity.ERROR;
import static apex.ops.audit.rule.Severity.NOTE;
import static apex.ops.audit.rule.Severity.WARNING;

import java.util.List;

/// Every rule that is code; those of the packs stand in their files.
public final class Catalogue {
  static final Rule UNREADABLE =
      new Rule(
          "unreadable-file",
          ERROR,
          "a file cannot be read, so nothing in it was checked",
          """
          A file is read whole or not at all: what does not fit the grammar of Python 3.7 to 3.14, is
          not in its declared encoding, or may not be opened is reported here and counted as unclean.\
          """,
          """
          def broken(:
              pass
          """,
          "Correct the file, or exclude it in apex-audit.yaml if it is not meant to be source.");

  static final Rule ABOVE_ROOT =
      new Rule(
          "import-above-root",
          ERROR,
          "a relative import climbs above the folder its packages begin in",
          """
          A relative import counts folders upwards. One that passes the nearest folder without an
          __init__.py has no package to start from and fails with "attempted relative import beyond
          top-level package". Its fact has the module null. A warning where only an __init__.py is
          missing inside a package: there it works as a part of a namespace.\
          """,
          """
          # in pkg/mod.py
          from ... import settings
          """,
          "Import by the absolute name, or add the missing __init__.py files.");

  static final Rule UNRESOLVED =
      new Rule(
          "unresolved-import",
          ERROR,
          "a name is imported that its module does not have",
          """
          The module is in this tree and binds no such name, or the package is in this tree and has no
          such module: the import fails with ImportError the first time it runs. Not reported where
          the failure is caught, where the module makes names as it runs (__getattr__, globals(),
          a star import from elsewhere), or where more than one folder could be meant.\
          """,
          """
          # app/db/session.py defines get_database_manager only
          from app.db.session import get_db_session_factory
          """,
          "Define the name, or import the one that replaced it.");

  static final Rule UNRESOLVED_ATTRIBUTE =
      new Rule(
          "unresolved-attribute",
          ERROR,
          "an attribute is read that its module does not have",
          """
          A module of this tree is imported and an attribute is read that it never binds: it fails
          with AttributeError when that line runs. Not reported for modules that make names as they
          run, for names that something sets from outside, or where the module's name is rebound.\
          """,
          """
          import app.db.session as session
          session.get_db_session_factory()
          """,
          "Define the name, or use the one that replaced it.");

  static final Rule UNDEFINED_EXPORT =
      new Rule(
          "undefined-export",
          ERROR,
          "__all__ names something the module does not have",
          """
          'from module import *' fails with AttributeError for a name in __all__ that is not bound.\
          """,
          """
          __all__ = ["open_session", "close_sesion"]
          """,
          "Correct the name in __all__ or define it.");

  static final Rule EAGER_CYCLE =
      new Rule(
          "import-cycle",
          ERROR,
          "modules import each other in a circle as they load",
          """
          Every module here is needed by all the others before it is complete; which of them works
          depends on which is imported first. Reported once for each strongly connected component,
          with imports to take out so that no cycle is left. Only statements count: a cycle that
          stands in a comment or a docstring is none. For Java the circle is between packages.\
          """,
          """
          # session.py
          from database_manager import DatabaseManager
          # database_manager.py
          from session import open_session
          """,
          "Take out the imports of the cut: move what both need into a third module.");

  static final Rule LAZY_CYCLE =
      new Rule(
          "import-cycle-lazy",
          NOTE,
          "modules need each other in a circle, held open by an import inside a function",
          """
          It works, because one import waits until a function runs; the design is circular all the
          same. Components that exist without the lazy imports are reported as import-cycle.\
          """,
          """
          def save(user):
              from app.models import User
          """,
          "Move what both need into a third module; then the import can stand at the top.");

  static final Rule TYPING_CYCLE =
      new Rule(
          "import-cycle-typing",
          NOTE,
          "modules name each other's types in a circle",
          "It never runs: one import stands under TYPE_CHECKING. Told for completeness.",
          """
          if TYPE_CHECKING:
              from app.models import User
          """,
          "Nothing has to be done.");

  static final Rule DUPLICATE =
      new Rule(
          "duplicate-definition",
          WARNING,
          "the same thing is defined in more than one module",
          """
          One class, enum, function or constant for one concept: of two, one will be changed and the
          other not. A class counts when its name is specific (two words or more) or its shape nearly
          the same, an enum always, a function when its shape nearly the same (80 % of its runs of
          four tokens), a constant when its value is the same text. Definitions in tests, in branches,
          and subclasses of the same name are left out; Java types count by shape, since a package is
          part of their name. The canonical one proposed is the most imported.\
          """,
          """
          # app/db/database_manager.py
          class DatabaseManager: ...
          # app/database/__init__.py
          class DatabaseManager: ...
          """,
          "Keep the canonical definition and import it everywhere else.");

  static final Rule ENUM_IDENTITY =
      new Rule(
          "enum-identity",
          ERROR,
          "members of two enums with one name are compared",
          """
          Two enum classes are never equal, though their members have the same names and values:
          Status.DONE of one module is not Status.DONE of the other, and the comparison is silently
          false. Reported when a module that compares members of one is used by a module that imports
          the other, or imports both. Enums that are also str or int compare by value with == and are
          reported for 'is' only.\
          """,
          """
          # result.py
          from core.enums import ExecutionStatus
          def is_success(r): return r.status == ExecutionStatus.COMPLETED
          # agent.py
          from agents.base import ExecutionStatus
          Result(status=ExecutionStatus.COMPLETED)
          """,
          "Keep one of the enums and import it in both places.");

  static final Rule DUPLICATE_METHOD =
      new Rule(
          "duplicate-method",
          ERROR,
          "a class defines a method twice; the second replaces the first in silence",
          """
          Python keeps the last. Overloads, property setters, registered variants and definitions in
          branches are meant and not reported. The Java compiler refuses it itself.\
          """,
          """
          class Manager:
              def connect(self): ...
              def connect(self): ...
          """,
          "Delete one, or give one another name.");

  static final Rule FORBIDDEN =
      new Rule(
          "forbidden-dependency",
          ERROR,
          "a dependency the configuration forbids",
          "apex-audit.yaml forbids it; its 'because' says why.",
          """
          forbidden:
            - {from: app.domain, to: app.web, because: the domain has no web}
          """,
          "Turn the dependency round, or move what is needed.");

  static final Rule LAYER =
      new Rule(
          "layer-violation",
          ERROR,
          "a lower layer uses a higher one, or a neighbour",
          "apex-audit.yaml orders the layers; each may use those below it.",
          """
          layers:
            - {name: app, order: [app.web, app.domain, app.store]}
          """,
          "Return a value or take a function instead of calling upwards.");

  static final Rule ENVIRONMENT =
      new Rule(
          "environment-access",
          WARNING,
          "the environment is read outside the one place for it",
          """
          Settings read in many places have many defaults. The one place is what apex-audit.yaml
          allows; without it, a module called settings, config, environment or env, if there is one;
          a tree with a single module that reads it is clean. Tests are left out. For Java, a class
          with a main method may read it.\
          """,
          """
          timeout = int(os.environ.get("TIMEOUT", "30"))
          """,
          "Read it once where settings are read and hand the value down.");

  static final Rule MARKER_UNDECLARED =
      new Rule(
          "marker-undeclared",
          ERROR,
          "a test marker is used that nobody declared",
          """
          With --strict-markers pytest stops: "'scalability' not found in `markers` configuration
          option". Without it a misspelt marker selects nothing, in silence. Markers of pytest itself
          and of common plugins are known; others can be named in apex-audit.yaml.\
          """,
          """
          @pytest.mark.scalability
          def test_many_users(): ...
          """,
          "Declare it under markers in pyproject.toml or pytest.ini, or correct its name.");

  static final Rule MARKER_TWICE =
      new Rule(
          "marker-declared-twice",
          WARNING,
          "a test marker is declared more than once",
          "Two declarations with two descriptions: one of them is wrong or will be.",
          """
          markers = ["slow: takes long", "slow: needs a network"]
          """,
          "Keep one declaration.");

  static final Rule MARKER_SELECTED =
      new Rule(
          "marker-selected-unknown",
          ERROR,
          "a test run selects by a marker that does not exist",
          "pytest -m with an unknown marker selects no test, or all of them with 'not'.",
          """
          pytest -m "smoke and not sloww"
          """,
          "Correct the marker in the command.");

  static final Rule TEST_ATTRIBUTE =
      new Rule(
          "test-attribute-unset",
          ERROR,
          "a test uses an attribute that nothing sets",
          """
          Neither the class nor any of its bases sets it, or only a method that no test runner calls
          (asyncSetUpClass does not exist): the test fails with AttributeError before it tests
          anything. Reported only when every base is in this tree or is unittest's.\
          """,
          """
          class TestGoldenPath(unittest.IsolatedAsyncioTestCase):
              async def asyncSetUpClass(cls):
                  cls.logger = make_logger()
              async def test_login(self):
                  self.logger.info("start")
          """,
          "Set it in setUp, setUpClass, asyncSetUp or a fixture.");

  static final Rule SECRET =
      new Rule(
          "secret-literal",
          ERROR,
          "a literal looks like a secret",
          """
          It has the form of an issued token, or stands under a name such as password or api_key and
          is random enough not to be a placeholder. Only its first letters are shown. What has been
          committed is known: revoke it.\
          """,
          """
          API_KEY = "AKIA…"
          """,
          "Revoke it, read it from the environment or a secret store, and keep it out of source.");

  static final Rule VERSION_CONFLICT =
      new Rule(
          "version-conflict",
          ERROR,
          "dependency files disagree about a version",
          """
          No version fits all of what requirements files, pyproject.toml and setup.cfg ask for, or
          two pom.xml or package.json name different ones: what runs in test is not what runs in
          production.\
          """,
          """
          # requirements.txt         redis==6.4.0
          # requirements-dev.txt     redis==5.0.1
          """,
          "Name the version in one file and refer to it from the others.");

  static final Rule UNENTERED =
      new Rule(
          "context-manager-unentered",
          ERROR,
          "a context manager is used as if it were what it yields",
          """
          The function is decorated with @contextmanager or @asynccontextmanager: calling it gives
          the manager. Python fails with "'_AsyncGeneratorContextManager' object has no attribute
          'execute'".\
          """,
          """
          client = get_clickhouse_client()
          await client.execute("SELECT 1")
          """,
          "Enter it: 'async with get_clickhouse_client() as client:'.");

  public static final List<Rule> ALL =
      List.of(
          UNREADABLE,
          ABOVE_ROOT,
          UNRESOLVED,
          UNRESOLVED_ATTRIBUTE,
          UNDEFINED_EXPORT,
          EAGER_CYCLE,
          LAZY_CYCLE,
          TYPING_CYCLE,
          DUPLICATE,
          ENUM_IDENTITY,
          DUPLICATE_METHOD,
          FORBIDDEN,
          LAYER,
          ENVIRONMENT,
          MARKER_UNDECLARED,
          MARKER_TWICE,
          MARKER_SELECTED,
          TEST_ATTRIBUTE,
          SECRET,
          VERSION_CONFLICT,
          UNENTERED);

  private Catalogue() {}
}
