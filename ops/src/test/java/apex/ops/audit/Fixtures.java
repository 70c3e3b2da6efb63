package apex.ops.audit;

import apex.ops.audit.RulesTest.Fixture;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Small trees with one planted fault each, and the same trees put right.
final class Fixtures {
  private static final String ENUM =
      "from enum import Enum\nclass ExecutionStatus(Enum):\n    COMPLETED = 'completed'\n";
  private static final String MANAGER =
      "class DatabaseManager:\n    def connect(self):\n        return 1\n";

  private Fixtures() {}

  static List<Fixture> all() {
    return List.of(
        // the raw probe and the renamed argument of the first incident
        one(
            "sqlalchemy2-text",
            "from sqlalchemy import create_engine\nasync def probe(session):\n    await session.execute(\"SELECT 1 as test_value\")\n",
            "import sqlite3\nfrom sqlalchemy import text\ndef probe(session, connection):\n    session.execute(text(\"SELECT 1\"))\n    cursor.execute(\"SELECT 1\")\n"),
        one(
            "redis-expire-seconds",
            "async def keep(redis_manager):\n    await redis_manager.set('health', '1', expire_seconds=60)\n",
            "async def keep(redis_manager):\n    await redis_manager.set('health', '1', ex=60)\n"),
        new Fixture(
            "redis-expire-seconds",
            Map.of("a.py", "def keep(cache):\n    cache.set('a', 1, expire_seconds=5)\n"),
            Map.of(
                "a.py",
                "def keep(cache):\n    cache.set('a', 1, expire_seconds=5)\n",
                "b.py",
                "class Cache:\n    def set(self, key, value, expire_seconds=None): ...\n")),
        // the markers, the await and the context manager of the second
        new Fixture(
            "marker-undeclared",
            Map.of(
                "pyproject.toml",
                "[tool.pytest.ini_options]\nmarkers = [\n  \"slow: long\",\n]\n",
                "test_a.py",
                "import pytest\n@pytest.mark.scalability\ndef test_a(): pass\n"),
            Map.of(
                "pyproject.toml",
                "[tool.pytest.ini_options]\nmarkers = [\n  \"scalability: load\",\n]\n",
                "test_a.py",
                "import pytest\n@pytest.mark.scalability\n@pytest.mark.asyncio\ndef test_a(): pass\n")),
        new Fixture(
            "marker-declared-twice",
            Map.of("pytest.ini", "[pytest]\nmarkers =\n    slow: a\n    slow: b\n"),
            Map.of("pytest.ini", "[pytest]\nmarkers =\n    slow: a\n    fast: b\n")),
        new Fixture(
            "marker-selected-unknown",
            Map.of(
                "pytest.ini",
                "[pytest]\nmarkers =\n    slow: a\n",
                "run.sh",
                "python -m pytest -m \"not sloww\"\n"),
            Map.of(
                "pytest.ini",
                "[pytest]\nmarkers =\n    slow: a\n",
                "run.sh",
                "python -m pytest -m \"not slow\"\n")),
        one(
            "await-not-awaitable",
            "class WebSocketManager: pass\ndef get_websocket_manager():\n    return WebSocketManager()\nasync def go():\n    return await get_websocket_manager()\n",
            "import asyncio\nclass WebSocketManager: pass\nasync def get_websocket_manager():\n    return WebSocketManager()\ndef later():\n    return asyncio.sleep(1)\nasync def go():\n    await later()\n    return await get_websocket_manager()\n"),
        one(
            "context-manager-unentered",
            "from contextlib import asynccontextmanager\n@asynccontextmanager\nasync def get_clickhouse_client():\n    yield 1\nasync def go():\n    client = get_clickhouse_client()\n    await client.execute('SELECT 1')\n",
            "from contextlib import asynccontextmanager\n@asynccontextmanager\nasync def get_clickhouse_client():\n    yield 1\nasync def go():\n    async with get_clickhouse_client() as client:\n        await client.execute('SELECT 1')\n"),
        // the missing factory, the managers and the circle of the third
        new Fixture(
            "unresolved-import",
            Map.of(
                "app/__init__.py",
                "",
                "app/session.py",
                "def get_database_manager(): ...\n",
                "app/ws.py",
                "from app.session import get_db_session_factory\n"),
            Map.of(
                "app/__init__.py",
                "",
                "app/session.py",
                "def get_database_manager(): ...\n",
                "app/ws.py",
                "from app.session import get_database_manager\ntry:\n    from app.session import gone\nexcept ImportError:\n    gone = None\n")),
        new Fixture(
            "duplicate-definition",
            Map.of(
                "app/__init__.py",
                "",
                "app/a.py",
                MANAGER,
                "app/b.py",
                MANAGER.replace("connect", "other")),
            Map.of(
                "app/__init__.py",
                "",
                "app/a.py",
                MANAGER,
                "app/b.py",
                "from app.a import DatabaseManager\nclass Config: pass\n",
                "app/c.py",
                "class Config:\n    x = [1]\n")),
        new Fixture(
            "import-cycle",
            Map.of(
                "session.py",
                "from database_manager import a\nb = 1\n",
                "database_manager.py",
                "from database import c\na = 1\n",
                "database.py",
                "from session import b\nc = 1\n"),
            Map.of(
                "session.py",
                "from database_manager import a\nb = 1\n",
                "database_manager.py",
                "from database import c\na = 1\n",
                "database.py",
                "def f():\n    from session import b\nc = 1\n")),
        new Fixture(
            "import-cycle-lazy",
            Map.of("a.py", "import b\n", "b.py", "def f():\n    import a\n"),
            Map.of("a.py", "import b\n", "b.py", "import a\n")),
        new Fixture(
            "import-cycle-typing",
            Map.of(
                "a.py",
                "import b\n",
                "b.py",
                "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n"),
            Map.of("a.py", "import b\n", "b.py", "")),
        new Fixture(
            "enum-identity",
            Map.of(
                "enums.py",
                ENUM,
                "base.py",
                ENUM,
                "result.py",
                "from enums import ExecutionStatus\ndef is_success(r): return r.status == ExecutionStatus.COMPLETED\n",
                "agent.py",
                "from base import ExecutionStatus\nfrom result import is_success\n"),
            Map.of(
                "enums.py",
                ENUM,
                "result.py",
                "from enums import ExecutionStatus\ndef is_success(r): return r.status == ExecutionStatus.COMPLETED\n",
                "agent.py",
                "from enums import ExecutionStatus\nfrom result import is_success\n")),
        one(
            "duplicate-method",
            "class A:\n    def connect(self): return 1\n    def connect(self): return 2\n",
            "class A:\n    @property\n    def x(self): return 1\n    @x.setter\n    def x(self, v): pass\n    if 1:\n        def y(self): pass\n    else:\n        def y(self): pass\n"),
        one(
            "test-attribute-unset",
            "import unittest\nclass TestGoldenPath(unittest.IsolatedAsyncioTestCase):\n    async def asyncSetUpClass(cls):\n        cls.logger = 1\n    async def test_login(self):\n        self.logger.info('x')\n",
            "import unittest\nclass TestGoldenPath(unittest.TestCase):\n    def setUp(self):\n        self.make()\n    def make(self):\n        self.logger = 1\n    def test_login(self):\n        self.assertTrue(self.logger)\n"),
        new Fixture(
            "unresolved-attribute",
            Map.of("m.py", "a = 1\n", "n.py", "import m\nm.b()\n"),
            Map.of("m.py", "a = 1\n", "n.py", "import m\nm.a()\nm.c = 2\nprint(m.c)\n")),
        one("undefined-export", "__all__ = ['a', 'b']\na = 1\n", "__all__ = ['a']\na = 1\n"),
        new Fixture(
            "import-above-root",
            Map.of("p/__init__.py", "", "p/m.py", "from ...x import y\n"),
            Map.of("p/__init__.py", "", "p/x.py", "y = 1\n", "p/m.py", "from .x import y\n")),
        one("unreadable-file", "def f(:\n  pass\n", "def f():\n  pass\n"),
        new Fixture(
            "environment-access",
            Map.of(
                "settings.py",
                "import os\nA = os.environ['A']\n",
                "b.py",
                "import os\nB = os.getenv('B')\n"),
            Map.of(
                "settings.py",
                "import os\nA = os.environ['A']\n",
                "b.py",
                "from settings import A\n")),
        one(
            "secret-literal",
            "key = 'AKIA" + "Q3EGRU7LZ2XKPWMD'\n",
            "key = 'AKIA'\npassword = 'changeme-example'\n"),
        new Fixture(
            "version-conflict",
            Map.of("requirements.txt", "redis==6.4.0\n", "requirements-dev.txt", "redis==5.0.1\n"),
            Map.of("requirements.txt", "redis==6.4.0\n", "requirements-dev.txt", "redis>=6,<7\n")),
        new Fixture(
            "javax-to-jakarta",
            Map.of("A.java", "import javax.servlet.Filter;\nclass A {}\n"),
            Map.of(
                "A.java",
                "import javax.sql.DataSource;\nimport javax.annotation.processing.Processor;\nclass A {}\n")),
        new Fixture(
            "import-cycle",
            Map.of(
                "p/A.java",
                "package p;\nimport q.B;\npublic class A {}\n",
                "q/B.java",
                "package q;\npublic class B { p.A a; }\n"),
            Map.of(
                "p/A.java",
                "package p;\nimport q.B;\npublic class A {}\n",
                "q/B.java",
                "package q;\n/** import p.A; */\npublic class B {}\n")),
        new Fixture(
            "forbidden-dependency",
            Map.of(
                "apex-audit.yaml",
                "forbidden:\n  - {from: a, to: b, because: no}\n",
                "a.py",
                "import b\n",
                "b.py",
                ""),
            Map.of(
                "apex-audit.yaml",
                "forbidden:\n  - {from: b, to: a}\n",
                "a.py",
                "import b\n",
                "b.py",
                "")),
        new Fixture(
            "layer-violation",
            Map.of(
                "apex-audit.yaml",
                "layers:\n  - {name: l, order: [a, b]}\n",
                "a.py",
                "",
                "b.py",
                "import a\n"),
            Map.of(
                "apex-audit.yaml",
                "layers:\n  - {name: l, order: [a, b]}\n",
                "a.py",
                "import b\n",
                "b.py",
                "")));
  }

  /// All faults side by side, each in a folder of its own.
  static Map<String, String> everything() {
    var files = new TreeMap<String, String>();
    int number = 0;
    for (var fixture : all()) {
      var at = "f" + number++ + "/";
      fixture
          .wrong()
          .forEach((path, text) -> {
            if (!path.equals("apex-audit.yaml")) files.put(at + path, text);
          });
    }
    return files;
  }

  private static Fixture one(String rule, String wrong, String right) {
    var name = rule.startsWith("test-") ? "test_one.py" : "one.py";
    return new Fixture(rule, Map.of(name, wrong), Map.of(name, right));
  }
}
