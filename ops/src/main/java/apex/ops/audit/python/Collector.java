package apex.ops.audit.python;

import static apex.ops.audit.python.Token.*;

import apex.ops.audit.facts.ArgumentKind;
import apex.ops.audit.facts.CallFact;
import apex.ops.audit.facts.ClassFacts;
import apex.ops.audit.facts.Definition;
import apex.ops.audit.facts.DefinitionKind;
import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Import;
import apex.ops.audit.facts.ImportKind;
import apex.ops.audit.facts.Mark;
import apex.ops.audit.facts.MarkKind;
import apex.ops.audit.facts.Secrets;
import apex.ops.audit.facts.Sketch;
import apex.ops.audit.facts.Watch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes [FileFacts] of what [Grammar] tells. Whatever could be shadowed, rebound or conditional is
/// left out of the facts that accuse: a fact here is something the text alone makes certain.
final class Collector implements Listener {
  private static final Pattern CONSTANT = Pattern.compile("_*[A-Z][A-Z0-9]*(_[A-Z0-9]+)+");
  private static final Set<String> ENUM_BASES =
      Set.of("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum");
  private static final Set<String> VALUE_BASES =
      Set.of("IntEnum", "StrEnum", "IntFlag", "str", "int");
  private static final Set<String> CATCHES_IMPORT =
      Set.of("ImportError", "ModuleNotFoundError", "Exception", "BaseException", "AttributeError");
  private static final Set<String> HARMLESS_DECORATORS =
      Set.of(
          "staticmethod",
          "classmethod",
          "lru_cache",
          "cache",
          "contextmanager",
          "asynccontextmanager");
  private static final Set<String> AGAIN_BY_DESIGN =
      Set.of(
          "overload", "setter", "getter", "deleter", "register", "dispatch", "when", "validator");
  private static final Pattern AWAITABLE =
      Pattern.compile(
          ".*(Awaitable|Coroutine|Future|Task|Deferred|Promise|Generator|Any|Protocol|Mock|Async).*"
              + "|object|[A-Z][A-Z0-9]?|[A-Z]+_?T|T_.*|_T.*|Self|Callable|Union");
  private static final Pattern CONTEXT_LIKE =
      Pattern.compile(
          ".*(client|session|connection|connect|transaction|cursor|manager|context|lock|scope|pool|database|_db).*");

  private final Lexer lexer;
  private final Symbols symbols;
  private final Watch watch;
  private final Sketch.Maker sketches = new Sketch.Maker();
  private final Set<Integer> watched = new HashSet<>();
  private final int self;
  private final int cls;
  private @Nullable Grammar grammar;

  private List<Import> imports = new ArrayList<>();
  private List<Definition> definitions = new ArrayList<>();
  private List<ClassFacts> classes = new ArrayList<>();
  private List<CallFact> calls = new ArrayList<>();
  private List<Mark> marks = new ArrayList<>();
  private final Set<String> names = new TreeSet<>();
  private boolean dynamic;

  private final ArrayDeque<Scope> scopes = new ArrayDeque<>();
  private final List<String> decorators = new ArrayList<>();
  private final ArrayDeque<Attempt> attempts = new ArrayDeque<>();
  private int typing;
  private int branches;
  private int functions;

  /// Names that some import binds, and how often others bind them.
  private final Set<Integer> imported = new HashSet<>();

  private final Set<Integer> rebound = new HashSet<>();
  private final Set<Integer> assigned = new HashSet<>();

  /// Names only ever assigned what surely cannot be awaited, and the others.
  private final Set<Integer> plain = new HashSet<>();

  private final Set<Integer> unsure = new HashSet<>();
  private final Set<Integer> texts = new HashSet<>();
  private final Set<Integer> notTexts = new HashSet<>();
  private final Map<Long, Integer> attributes = new LinkedHashMap<>();
  private final Set<Long> attributesSet = new HashSet<>();
  private final List<Function> finished = new ArrayList<>();
  private final List<PendingCall> pendingCalls = new ArrayList<>();

  private record Attempt(int firstImport, List<Boolean> catches) {}

  private record PendingCall(
      int line, String callee, ArgumentKind kind, int name, String text, List<String> keywords) {}

  /// What is open around the place that is read: a class or a function.
  private abstract static sealed class Scope permits Function, Type {
    final int name;
    final int token;
    final boolean sketched;

    Scope(int name, int token, boolean sketched) {
      this.name = name;
      this.token = token;
      this.sketched = sketched;
    }
  }

  private static final class Function extends Scope {
    final boolean async;
    final String qualified;
    boolean certain;
    boolean contextManager;
    boolean returnsNothing = true;
    final List<Integer> returned = new ArrayList<>();
    final Map<Integer, String> made = new HashMap<>();

    Function(
        int name, int token, boolean sketched, boolean async, String qualified, boolean certain) {
      super(name, token, sketched);
      this.async = async;
      this.qualified = qualified;
      this.certain = certain;
    }
  }

  private static final class Type extends Scope {
    final String qualified;
    final List<String> bases;
    final boolean testLike;
    boolean open;
    final Map<String, Integer> methodLines = new LinkedHashMap<>();
    final Set<String> replaceable = new HashSet<>();
    final Set<String> entered = new TreeSet<>();
    final Set<String> called = new TreeSet<>();
    final Set<ClassFacts.Store> stores = new java.util.LinkedHashSet<>();
    final Map<String, ClassFacts.Use> uses = new LinkedHashMap<>();
    final List<String> members = new ArrayList<>();

    Type(
        int name,
        int token,
        boolean sketched,
        String qualified,
        List<String> bases,
        boolean testLike) {
      super(name, token, sketched);
      this.qualified = qualified;
      this.bases = bases;
      this.testLike = testLike;
    }
  }

  Collector(Lexer lexer, Watch watch) {
    this.lexer = lexer;
    this.symbols = lexer.symbols;
    this.watch = watch;
    for (var call : watch.calls()) watched.add(symbols.of(call));
    self = symbols.of("self");
    cls = symbols.of("cls");
  }

  void begin(Grammar grammar) {
    this.grammar = grammar;
    imports = new ArrayList<>();
    definitions = new ArrayList<>();
    classes = new ArrayList<>();
    calls = new ArrayList<>();
    marks = new ArrayList<>();
    names.clear();
    scopes.clear();
    decorators.clear();
    attempts.clear();
    imported.clear();
    rebound.clear();
    assigned.clear();
    plain.clear();
    unsure.clear();
    texts.clear();
    notTexts.clear();
    attributes.clear();
    attributesSet.clear();
    finished.clear();
    pendingCalls.clear();
    typing = branches = functions = 0;
    dynamic = false;
  }

  FileFacts facts() {
    pendingCalls.forEach(this::finish);
    plainFunctions();
    attributeMarks();
    secrets();
    return new FileFacts(
        imports, definitions, classes, calls, marks, List.copyOf(names), dynamic, Optional.empty());
  }

  // --- imports -------------------------------------------------------------------------------

  @Override
  public void importModule(int statement, int from, int to, int alias) {
    var module = dotted(from, to);
    var local = alias >= 0 ? alias : from;
    add(new Import(line(statement), kind(), 0, module, "", alias >= 0 ? text(alias) : "", false));
    bindImport(local);
  }

  @Override
  public void importFrom(int statement, int dots, int from, int to, int name, int alias) {
    var all = lexer.kinds[name] == STAR;
    var word = all ? "*" : text(name);
    var module = dotted(from, to);
    add(
        new Import(
            line(statement), kind(), dots, module, word, alias >= 0 ? text(alias) : "", false));
    if (module.equals("os") && (word.equals("environ") || word.equals("getenv")))
      mark(MarkKind.ENVIRONMENT, statement, "os." + word, "");
    if (module.equals("pkgutil") && word.equals("extend_path")) dynamic = true;
    if (!all) bindImport(alias >= 0 ? alias : name);
  }

  private void add(Import fact) {
    imports.add(fact);
  }

  private ImportKind kind() {
    return typing > 0 ? ImportKind.TYPING : functions > 0 ? ImportKind.LAZY : ImportKind.EAGER;
  }

  private void bindImport(int token) {
    imported.add(lexer.values[token]);
    unsure.add(lexer.values[token]);
    notTexts.add(lexer.values[token]);
    bindHere(token);
  }

  // --- scopes --------------------------------------------------------------------------------

  @Override
  public void decorator(int from, int to) {
    int end = from;
    while (end < to && (lexer.kinds[end] == NAME || lexer.kinds[end] == DOT)) end++;
    decorators.add(dotted(from, end));
  }

  @Override
  public void enterFunction(int name, boolean async, int from, int to, int result, int resultEnd) {
    bindHere(name);
    unsure.add(lexer.values[name]);
    notTexts.add(lexer.values[name]);
    var type = directType();
    if (type != null) method(type, name);
    else if (scopes.isEmpty() && text(name).equals("__getattr__")) dynamic = true;
    var qualified = (type == null ? "" : type.qualified + ".") + text(name);
    var certain = certain(async, result, resultEnd, type);
    var function =
        new Function(
            lexer.values[name], name, scopes.isEmpty() && branches == 0, async, qualified, certain);
    for (var decorator : decorators) {
      var last = last(decorator);
      function.contextManager |=
          last.equals("contextmanager") || last.equals("asynccontextmanager");
    }
    if (watch.parameters().contains(text(name)))
      mark(MarkKind.PARAMETERS, name, qualified, parameterNames(from, to));
    decorators.clear();
    scopes.push(function);
    functions++;
  }

  private boolean certain(boolean async, int result, int resultEnd, @Nullable Type type) {
    if (async || branches > 0 || functions > 0) return false;
    for (var decorator : decorators)
      if (!HARMLESS_DECORATORS.contains(last(decorator))) return false;
    if (type != null && type.bases.stream().anyMatch(base -> AWAITABLE.matcher(base).matches()))
      return false;
    if (result < 0) return true;
    for (int i = result; i < resultEnd; i++)
      if (lexer.kinds[i] == NAME && AWAITABLE.matcher(text(i)).matches()
          || lexer.kinds[i] == STRING) return false;
    return true;
  }

  private void method(Type type, int name) {
    var text = text(name);
    var byDesign = decorators.stream().map(Collector::last).anyMatch(AGAIN_BY_DESIGN::contains);
    var first = type.methodLines.putIfAbsent(text, line(name));
    if (first != null
        && !byDesign
        && branches == 0
        && !type.replaceable.contains(text)
        && typeIsStraight())
      mark(MarkKind.METHOD_AGAIN, name, type.qualified + "." + text, Integer.toString(first));
    type.replaceable.remove(text);
    // an overload is meant to be replaced; what stands in a branch may be one of two
    if (byDesign || branches > 0) type.replaceable.add(text);
    if (!decorators.isEmpty()) type.entered.add(text);
    type.members.add(text);
  }

  private boolean typeIsStraight() {
    return functions == 0;
  }

  private @Nullable Type directType() {
    return scopes.peek() instanceof Type type ? type : null;
  }

  private String parameterNames(int from, int to) {
    var list = new ArrayList<String>();
    int depth = 0;
    boolean expected = true;
    for (int i = from; i < to; i++) {
      var kind = lexer.kinds[i];
      if (kind == OPEN || kind == OPEN_SQUARE || kind == OPEN_CURLY) depth++;
      if (kind == CLOSE || kind == CLOSE_SQUARE || kind == CLOSE_CURLY) depth--;
      if (depth != 0) continue;
      if (kind == COMMA) expected = true;
      else if (expected && kind == NAME) {
        list.add((lexer.kinds[i - 1] == POWER ? "**" : "") + text(i));
        expected = false;
      }
    }
    return String.join(",", list);
  }

  @Override
  public void leaveFunction(int end) {
    var function = (Function) scopes.pop();
    functions--;
    finished.add(function);
    if (function.sketched) define(function, DefinitionKind.FUNCTION, "", List.of(), end);
  }

  @Override
  public void enterClass(int name, int from, int to) {
    bindHere(name);
    unsure.add(lexer.values[name]);
    var outer = outerType();
    var qualified = (outer == null ? "" : outer.qualified + ".") + text(name);
    var bases = bases(from, to);
    var testLike =
        text(name).matches("Test.*|.*Tests?|.*TestCase")
            || bases.stream().anyMatch(base -> base.contains("Test"));
    var type =
        new Type(
            lexer.values[name],
            name,
            scopes.isEmpty() && branches == 0,
            qualified,
            bases,
            testLike);
    type.open =
        decorators.stream()
                .map(Collector::last)
                .anyMatch(d -> !d.contains("mark") && !d.startsWith("skip"))
            && !decorators.stream().allMatch(d -> d.startsWith("pytest.mark"));
    dynamic |= decorators.stream().anyMatch(each -> last(each).equals("global_enum"));
    decorators.clear();
    scopes.push(type);
  }

  private @Nullable Type outerType() {
    for (var scope : scopes) if (scope instanceof Type type) return type;
    return null;
  }

  private List<String> bases(int from, int to) {
    var bases = new ArrayList<String>();
    int start = from;
    int depth = 0;
    for (int i = from; i <= to; i++) {
      var kind = i < to ? lexer.kinds[i] : COMMA;
      if (kind == OPEN || kind == OPEN_SQUARE || kind == OPEN_CURLY) depth++;
      if (kind == CLOSE || kind == CLOSE_SQUARE || kind == CLOSE_CURLY) depth--;
      if (kind != COMMA || depth != 0) continue;
      if (i > start && !(i - start > 2 && lexer.kinds[start + 1] == ASSIGN))
        bases.add(base(start, i));
      start = i + 1;
    }
    return bases;
  }

  private String base(int from, int to) {
    int end = from;
    while (end < to && (lexer.kinds[end] == NAME || lexer.kinds[end] == DOT)) end++;
    if (end == to) return dotted(from, to);
    // Generic[T] and the like keep their name
    return lexer.kinds[end] == OPEN_SQUARE && end > from ? dotted(from, end) : "?";
  }

  @Override
  public void leaveClass(int end) {
    var type = (Type) scopes.pop();
    classes.add(
        new ClassFacts(
            type.qualified,
            line(type.token),
            type.bases,
            type.open
                || type.methodLines.containsKey("__getattr__")
                || type.methodLines.containsKey("__getattribute__"),
            List.copyOf(type.methodLines.keySet()),
            List.copyOf(type.entered),
            List.copyOf(type.called),
            List.copyOf(type.stores),
            List.copyOf(type.uses.values())));
    if (!type.sketched) return;
    boolean isEnum = type.bases.stream().map(Collector::last).anyMatch(ENUM_BASES::contains);
    if (isEnum) {
      var byValue = type.bases.stream().map(Collector::last).anyMatch(VALUE_BASES::contains);
      var members =
          type.stores.stream()
              .filter(store -> store.method().isEmpty())
              .map(ClassFacts.Store::attribute)
              .filter(name -> !name.startsWith("_"))
              .toList();
      define(type, DefinitionKind.ENUM, byValue ? "value" : "identity", members, end);
    } else define(type, DefinitionKind.CLASS, "", type.members, end);
  }

  private void define(
      Scope scope, DefinitionKind kind, String detail, List<String> members, int end) {
    sketches.clear();
    for (int i = scope.token + 1; i < end; i++) {
      var token = lexer.kinds[i];
      if (token <= DEDENT) continue;
      if (token == NAME && lexer.kinds[i - 1] == DOT) sketches.token(symbols.hash(lexer.values[i]));
      else sketches.token(token);
    }
    definitions.add(
        new Definition(
            kind,
            symbols.text(scope.name),
            line(scope.token),
            detail,
            sketches.tokens(),
            sketches.sketch(),
            members));
  }

  // --- branches ------------------------------------------------------------------------------

  @Override
  public void enterTyping() {
    typing++;
  }

  @Override
  public void leaveTyping() {
    typing--;
  }

  @Override
  public void enterBranch() {
    branches++;
  }

  @Override
  public void leaveBranch() {
    branches--;
  }

  @Override
  public void enterTry() {
    attempts.push(new Attempt(imports.size(), new ArrayList<>()));
  }

  @Override
  public void handler(int from, int to) {
    boolean catches = from == to;
    for (int i = from; i < to; i++)
      if (lexer.kinds[i] == NAME && CATCHES_IMPORT.contains(text(i))) catches = true;
    attempts.element().catches().add(catches);
  }

  @Override
  public void leaveTry() {
    var attempt = attempts.pop();
    if (!attempt.catches().contains(true)) return;
    for (int i = attempt.firstImport(); i < imports.size(); i++) {
      var one = imports.get(i);
      imports.set(
          i,
          new Import(
              one.line(), one.kind(), one.dots(), one.module(), one.name(), one.alias(), true));
    }
  }

  // --- names ---------------------------------------------------------------------------------

  @Override
  public void bind(int name) {
    rebound.add(lexer.values[name]);
    assigned.add(lexer.values[name]);
    bindHere(name);
  }

  private void bindHere(int name) {
    if (scopes.isEmpty()) names.add(text(name));
    else if (scopes.peek() instanceof Type type)
      type.stores.add(new ClassFacts.Store("", text(name)));
    if (scopes.isEmpty() && text(name).equals("__path__")) dynamic = true;
  }

  @Override
  public void bindLocal(int name) {
    rebound.add(lexer.values[name]);
    unsure.add(lexer.values[name]);
    notTexts.add(lexer.values[name]);
  }

  @Override
  public void global(int name) {
    names.add(text(name));
  }

  @Override
  public void store(int name, int attribute) {
    var symbol = lexer.values[name];
    attributesSet.add(pair(symbol, lexer.values[attribute]));
    if (symbol == self || symbol == cls) {
      var type = outerType();
      if (type != null) type.stores.add(new ClassFacts.Store(methodName(), text(attribute)));
    }
  }

  @Override
  public void attribute(int name, int attribute) {
    var symbol = lexer.values[name];
    if (symbol == self || symbol == cls) {
      // `for cls in …` makes it a name like any other
      if (!assigned.contains(symbol)) selfAttribute(attribute);
      return;
    }
    if (text(name).equals("request") && text(attribute).equals("cls")) opened();
    attributes.putIfAbsent(pair(symbol, lexer.values[attribute]), line(attribute));
    if (marker(name, attribute)) return;
    var function = innermostFunction();
    if (function == null) return;
    var callee = function.made.get(symbol);
    if (callee != null && !text(attribute).startsWith("__")) {
      mark(MarkKind.UNENTERED, attribute, callee, text(attribute));
      function.made.remove(symbol);
    }
  }

  /// `pytest.mark.slow`
  private boolean marker(int name, int attribute) {
    if (!text(name).equals("pytest") || !text(attribute).equals("mark")) return false;
    if (lexer.kinds[attribute + 1] == DOT && lexer.kinds[attribute + 2] == NAME)
      mark(MarkKind.MARKER_USED, attribute + 2, text(attribute + 2), "");
    return true;
  }

  /// A fixture of pytest sets what it likes through `request.cls`.
  private void opened() {
    var type = outerType();
    if (type != null) type.open = true;
  }

  private void selfAttribute(int attribute) {
    var type = outerType();
    if (type == null) return;
    var name = text(attribute);
    type.called.add(name);
    if (name.equals("__dict__")) type.open = true;
    if (type.testLike && functions > 0)
      type.uses.putIfAbsent(name, new ClassFacts.Use(methodName(), name, line(attribute)));
  }

  /// The method of the class around this place.
  private String methodName() {
    String found = "";
    for (var scope : scopes) {
      if (scope instanceof Type) return found;
      found = symbols.text(scope.name);
    }
    return found;
  }

  private @Nullable Function innermostFunction() {
    return scopes.peek() instanceof Function function ? function : null;
  }

  // --- values --------------------------------------------------------------------------------

  @Override
  public void assign(int from, int to, int value, int valueEnd) {
    if (to - from != 1 || lexer.kinds[from] != NAME) {
      for (int i = from; i < to; i++)
        if (lexer.kinds[i] == NAME) {
          unsure.add(lexer.values[i]);
          notTexts.add(lexer.values[i]);
        }
      secretAttribute(from, to, value, valueEnd);
      return;
    }
    var symbol = lexer.values[from];
    (plainValue(value, valueEnd) ? plain : unsure).add(symbol);
    (isText(value, valueEnd) ? texts : notTexts).add(symbol);
    if (valueEnd - value == 1 && lexer.kinds[value] == STRING) labelled(from, value);
    var function = innermostFunction();
    if (function != null) remember(function, symbol, value, valueEnd);
    if (scopes.isEmpty()) topLevel(from, value, valueEnd);
  }

  private void secretAttribute(int from, int to, int value, int valueEnd) {
    if (to - from >= 3
        && lexer.kinds[to - 1] == NAME
        && lexer.kinds[to - 2] == DOT
        && valueEnd - value == 1
        && lexer.kinds[value] == STRING) labelled(to - 1, value);
  }

  private void remember(Function function, int symbol, int value, int valueEnd) {
    function.made.remove(symbol);
    if (lexer.kinds[valueEnd - 1] != CLOSE) return;
    int end = value;
    while (lexer.kinds[end] == NAME || lexer.kinds[end] == DOT) end++;
    if (end == value || lexer.kinds[end] != OPEN || matching(end) != valueEnd - 1) return;
    if (CONTEXT_LIKE.matcher(text(end - 1)).matches())
      function.made.put(symbol, dotted(value, end));
  }

  private int matching(int open) {
    int depth = 0;
    for (int i = open; lexer.kinds[i] != END; i++) {
      switch (lexer.kinds[i]) {
        case OPEN, OPEN_SQUARE, OPEN_CURLY, FIELD -> depth++;
        case CLOSE, CLOSE_SQUARE, CLOSE_CURLY, FIELD_END -> depth--;
        default -> {
          continue;
        }
      }
      if (depth == 0) return i;
    }
    return open;
  }

  private void topLevel(int name, int value, int valueEnd) {
    var text = text(name);
    if (text.equals("__all__")) exports(value, valueEnd);
    if (text.equals("pytestmark") || branches > 0) return;
    if (CONSTANT.matcher(text).matches() && literal(value, valueEnd))
      definitions.add(
          new Definition(
              DefinitionKind.CONSTANT,
              text,
              line(name),
              written(value, valueEnd),
              valueEnd - value,
              Sketch.EMPTY,
              List.of()));
  }

  private void exports(int value, int valueEnd) {
    for (int i = value; i < valueEnd; i++)
      if (lexer.kinds[i] == Keyword.FOR
          || lexer.kinds[i] == OPEN && i > value && lexer.kinds[i - 1] == NAME) return;
    for (int i = value; i < valueEnd; i++)
      if (lexer.kinds[i] == STRING) mark(MarkKind.EXPORT, i, string(i), "");
  }

  private boolean literal(int from, int to) {
    for (int i = from; i < to; i++)
      switch (lexer.kinds[i]) {
        case STRING,
            NUMBER,
            Keyword.TRUE,
            Keyword.FALSE,
            Keyword.NONE,
            OPEN,
            CLOSE,
            OPEN_SQUARE,
            CLOSE_SQUARE,
            OPEN_CURLY,
            CLOSE_CURLY,
            COMMA,
            COLON,
            MINUS -> {}
        default -> {
          return false;
        }
      }
    return true;
  }

  private String written(int from, int to) {
    var text = new StringBuilder();
    for (int i = from; i < to && text.length() < 200; i++)
      text.append(lexer.bytes.length == 0 ? "" : slice(i));
    return text.toString();
  }

  private String slice(int token) {
    return new String(
        lexer.bytes,
        lexer.starts[token],
        lexer.ends[token] - lexer.starts[token],
        StandardCharsets.UTF_8);
  }

  /// Whether a value surely cannot be awaited.
  private boolean plainValue(int from, int to) {
    var kind = lexer.kinds[from];
    if (to - from == 1)
      return kind == STRING
          || kind == NUMBER
          || kind == Keyword.NONE
          || kind == Keyword.TRUE
          || kind == Keyword.FALSE
          || kind == NAME && lexer.values[from] == self;
    if ((kind == OPEN_SQUARE || kind == OPEN_CURLY) && matching(from) == to - 1) return true;
    int end = from;
    while (end < to && (lexer.kinds[end] == NAME || lexer.kinds[end] == DOT)) end++;
    if (end == from || end >= to || lexer.kinds[end] != OPEN || matching(end) != to - 1)
      return false;
    var made = text(end - 1);
    return made.length() > 2
        && Character.isUpperCase(made.charAt(0))
        && !made.equals(made.toUpperCase(java.util.Locale.ROOT))
        && !AWAITABLE.matcher(made).matches();
  }

  private boolean isText(int from, int to) {
    for (int i = from; i < to; i++)
      switch (lexer.kinds[i]) {
        case STRING, FORMATTED, OPEN, CLOSE -> {}
        default -> {
          return false;
        }
      }
    return to > from;
  }

  @Override
  public void augmented(int from, int to) {
    if (to - from != 1 || lexer.kinds[from] != NAME) return;
    unsure.add(lexer.values[from]);
    rebound.add(lexer.values[from]);
    if (scopes.isEmpty() && text(from).equals("__all__")) {
      var at = to + 1;
      if (lexer.kinds[at] != OPEN_SQUARE && lexer.kinds[at] != OPEN) return;
      exports(at, matching(at));
    }
  }

  @Override
  public void returns(int from, int to) {
    var function = innermostFunction();
    if (function == null || from == to) return;
    function.returnsNothing = false;
    if (to - from == 1 && lexer.kinds[from] == NAME && lexer.values[from] != self)
      function.returned.add(lexer.values[from]);
    else if (!plainValue(from, to)) function.certain = false;
  }

  @Override
  public void yields() {
    var function = innermostFunction();
    if (function != null && !function.contextManager) function.certain = false;
  }

  private void plainFunctions() {
    for (var function : finished) {
      if (function.contextManager)
        mark(MarkKind.CONTEXT_MANAGER, function.token, function.qualified, "");
      boolean known =
          function.contextManager
              || function.certain
                  && !function.returnsNothing
                  && function.returned.stream()
                      .allMatch(name -> plain.contains(name) && !unsure.contains(name));
      if (known && !rebound.contains(function.name))
        mark(MarkKind.PLAIN_FUNCTION, function.token, function.qualified, "");
    }
  }

  @Override
  public void awaits(int from, int to) {
    int end = from;
    while (end < to && (lexer.kinds[end] == NAME || lexer.kinds[end] == DOT)) end++;
    if (end == from || end >= to || lexer.kinds[end] != OPEN || matching(end) != to - 1) return;
    // a name that is a parameter or local somewhere in this file may be anything
    if (rebound.contains(lexer.values[from])) return;
    var type = outerType();
    mark(MarkKind.AWAIT, from, dotted(from, end), type == null ? "" : type.qualified);
  }

  @Override
  public void call(
      int from, int open, int firstArgument, int firstEnd, int close, int keywordCount) {
    if (lexer.kinds[open - 1] != NAME) return;
    var symbol = lexer.values[open - 1];
    if (open - from == 1) plainCall(text(open - 1), firstArgument, close);
    else if (text(open - 1).equals("addinivalue_line")) declaredMarker(firstArgument, close);
    // enum's way to put members into the module
    else if (text(open - 1).startsWith("_convert")) dynamic = true;
    if (!watched.contains(symbol)) return;
    var keywords = new ArrayList<String>();
    var all = java.util.Objects.requireNonNull(grammar);
    for (int i = all.keywordTop() - keywordCount; i < all.keywordTop(); i++)
      keywords.add(text(all.keywords[i]));
    boolean given = firstEnd > firstArgument;
    var kind =
        !given
            ? ArgumentKind.ABSENT
            : isText(firstArgument, firstEnd) ? ArgumentKind.TEXT : ArgumentKind.OTHER;
    int name =
        given && firstEnd - firstArgument == 1 && lexer.kinds[firstArgument] == NAME
            ? lexer.values[firstArgument]
            : -1;
    var text =
        kind == ArgumentKind.TEXT && lexer.kinds[firstArgument] == STRING
            ? string(firstArgument)
            : "";
    pendingCalls.add(new PendingCall(line(from), callee(from, open), kind, name, text, keywords));
  }

  private void finish(PendingCall call) {
    boolean named =
        call.name() >= 0 && texts.contains(call.name()) && !notTexts.contains(call.name());
    calls.add(
        new CallFact(
            call.line(),
            call.callee(),
            named ? ArgumentKind.TEXT : call.kind(),
            call.text(),
            call.keywords()));
  }

  /// `session().execute` for the tokens of a callee.
  private String callee(int from, int open) {
    var text = new StringBuilder();
    for (int i = from; i < open; i++) {
      switch (lexer.kinds[i]) {
        case NAME -> text.append(text(i));
        case DOT -> text.append('.');
        case OPEN, OPEN_SQUARE, OPEN_CURLY -> {
          text.append(lexer.kinds[i] == OPEN_SQUARE ? "[]" : "()");
          i = matching(i);
        }
        case STRING -> text.append("''");
        default -> text.append('?');
      }
    }
    return text.toString();
  }

  private void plainCall(String callee, int firstArgument, int close) {
    switch (callee) {
      case "globals", "exec", "vars", "execfile" -> dynamic = true;
      case "locals" -> dynamic |= scopes.isEmpty();
      case "setattr", "hasattr", "getattr", "delattr" -> named(callee, firstArgument, close);
      case "getenv" -> {
        if (imported.contains(symbols.of("getenv"))) return;
      }
      default -> {}
    }
  }

  /// `setattr(self, "name", …)` makes the attribute; with another name it may make any.
  private void named(String callee, int first, int close) {
    if (lexer.kinds[first] != NAME || lexer.kinds[first + 1] != COMMA || first + 2 >= close) return;
    var symbol = lexer.values[first];
    boolean literal = lexer.kinds[first + 2] == STRING;
    if (symbol == self || symbol == cls) {
      var type = outerType();
      if (type == null) return;
      if (literal) type.stores.add(new ClassFacts.Store("__init__", string(first + 2)));
      else if (callee.equals("setattr")) type.open = true;
    } else if (callee.equals("setattr")) {
      if (literal) attributesSet.add(pair(symbol, symbols.of(string(first + 2))));
      else if (imported.contains(symbol)) dynamic = true;
    }
  }

  private void declaredMarker(int first, int close) {
    if (first + 2 >= close || lexer.kinds[first] != STRING || !string(first).equals("markers"))
      return;
    if (lexer.kinds[first + 2] == STRING)
      mark(MarkKind.MARKER_DECLARED, first, string(first + 2).split("[:(]", 2)[0].strip(), "");
  }

  @Override
  public void compare(int from, int to, int operator, int right, int rightEnd) {
    compared(from, to, operator);
    compared(right, rightEnd, operator);
  }

  private void compared(int from, int to, int operator) {
    if (to - from < 3 || lexer.kinds[to - 1] != NAME || lexer.kinds[from] != NAME) return;
    var member = text(to - 1);
    if (!Character.isUpperCase(member.charAt(0)) || !Character.isUpperCase(text(to - 3).charAt(0)))
      return;
    for (int i = from; i < to; i++) if (lexer.kinds[i] != NAME && lexer.kinds[i] != DOT) return;
    var identity = lexer.kinds[operator] == Keyword.IS;
    mark(MarkKind.COMPARISON, from, dotted(from, to), identity ? "is" : "==");
  }

  @Override
  public void labelled(int label, int value) {
    var name = lexer.kinds[label] == STRING ? string(label) : text(label);
    Secrets.labelled(name, string(value))
        .ifPresent(found -> mark(MarkKind.SECRET, value, found.kind(), found.masked()));
  }

  @Override
  public void expression(int from, int to) {}

  // --- the end of a file ---------------------------------------------------------------------

  private void attributeMarks() {
    for (var entry : attributes.entrySet()) {
      var symbol = (int) (entry.getKey() >>> 32);
      var attribute = symbols.text((int) (long) entry.getKey());
      if (!imported.contains(symbol) || rebound.contains(symbol)) continue;
      var name = symbols.text(symbol);
      if (name.equals("os")) environment(attribute, entry.getValue());
      if (name.equals("sys") && attribute.equals("modules")) dynamic = true;
      if (name.equals("mark") && importedFromPytest())
        marks.add(new Mark(MarkKind.MARKER_USED, entry.getValue(), attribute, ""));
      if (!attribute.startsWith("__"))
        marks.add(new Mark(MarkKind.ATTRIBUTE, entry.getValue(), name, attribute));
    }
    for (var pair : attributesSet) {
      var symbol = (int) (pair >>> 32);
      if (imported.contains(symbol))
        marks.add(
            new Mark(
                MarkKind.ATTRIBUTE_SET, 0, symbols.text(symbol), symbols.text((int) (long) pair)));
    }
  }

  private void environment(String attribute, int line) {
    if (attribute.equals("environ") || attribute.equals("getenv") || attribute.equals("environb"))
      marks.add(new Mark(MarkKind.ENVIRONMENT, line, "os." + attribute, ""));
  }

  private boolean importedFromPytest() {
    return imports.stream()
        .anyMatch(one -> one.module().equals("pytest") && one.name().equals("mark"));
  }

  private void secrets() {
    for (int i = 0; i < lexer.count; i++) {
      if (lexer.kinds[i] != STRING) continue;
      var length = lexer.ends[i] - lexer.starts[i];
      if (length < Secrets.LENGTH_MIN
          || !Secrets.possible(lexer.bytes, lexer.starts[i], lexer.ends[i])) continue;
      var token = i;
      Secrets.bare(string(i))
          .ifPresent(found -> mark(MarkKind.SECRET, token, found.kind(), found.masked()));
    }
  }

  // --- tokens --------------------------------------------------------------------------------

  private void mark(MarkKind kind, int token, String subject, String detail) {
    marks.add(new Mark(kind, line(token), subject, detail));
  }

  private int line(int token) {
    return lexer.lines[token];
  }

  private String text(int token) {
    return symbols.text(lexer.values[token]);
  }

  private static long pair(int one, int other) {
    return (long) one << 32 | other;
  }

  private String dotted(int from, int to) {
    if (to - from == 1) return text(from);
    var text = new StringBuilder();
    for (int i = from; i < to; i++) text.append(lexer.kinds[i] == DOT ? "." : text(i));
    return text.toString();
  }

  /// The text of a string without prefix and quotes; escapes stay as they are written.
  private String string(int token) {
    var written = slice(token);
    int start = 0;
    while (written.charAt(start) != '"' && written.charAt(start) != '\'') start++;
    var quote = written.substring(start, start + 1).repeat(3);
    int wide = written.startsWith(quote, start) && written.length() >= start + 6 ? 3 : 1;
    return written.substring(start + wide, Math.max(start + wide, written.length() - wide));
  }

  private static String last(String dotted) {
    return dotted.substring(dotted.lastIndexOf('.') + 1);
  }
}
