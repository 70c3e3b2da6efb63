package apex.ops.audit.python;

import static apex.ops.audit.python.Token.*;
import static apex.ops.audit.python.Written.last;

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
import apex.ops.audit.python.Scope.Function;
import apex.ops.audit.python.Scope.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
  private static final Pattern TEST_LIKE = Pattern.compile("Test.*|.*Tests?|.*TestCase");
  private static final Set<String> CONTEXT_MANAGERS =
      Set.of("contextmanager", "asynccontextmanager");
  private static final Pattern CONTEXT_LIKE =
      Pattern.compile(
          ".*(client|session|connection|connect|transaction|cursor|manager|context|lock|scope|pool|database|_db).*");

  private final Lexer lexer;
  private final Symbols symbols;
  private final Written written;
  private final Watch watch;
  private final Bindings bindings = new Bindings();
  private final Sketch.Maker sketches = new Sketch.Maker();
  private final SymbolSet watched = new SymbolSet();
  private final NameForm constant;
  private final NameForm awaitable;
  private final NameForm contextLike;
  private final NameForm testLike;
  private final NameForm secretLabel;
  private final Map<String, Boolean> awaitableBases = new HashMap<>();
  private final int self;
  private final int cls;
  private final int request;
  private final int pytest;
  private final int markWord;
  private final int pathName;
  private final int allName;
  private @Nullable Grammar grammar;

  private List<Import> imports = new ArrayList<>();
  private List<Definition> definitions = new ArrayList<>();
  private List<ClassFacts> classes = new ArrayList<>();
  private List<CallFact> calls = new ArrayList<>();
  private List<Mark> marks = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private boolean dynamic;

  private final ArrayDeque<Scope> scopes = new ArrayDeque<>();
  private final List<String> decorators = new ArrayList<>();
  private final ArrayDeque<Attempt> attempts = new ArrayDeque<>();
  private int typing;
  private int branches;
  private int functions;

  private final Map<Long, Integer> attributes = new LinkedHashMap<>();
  private final Set<Long> attributesSet = new HashSet<>();
  private final List<Function> finished = new ArrayList<>();
  private final List<PendingCall> pendingCalls = new ArrayList<>();

  /// An open `try`: what is imported inside, and whether one of its handlers catches a failure.
  private static final class Attempt {
    final int firstImport;
    boolean catches;

    Attempt(int firstImport) {
      this.firstImport = firstImport;
    }
  }

  private record PendingCall(
      int line, String callee, ArgumentKind kind, int name, String text, List<String> keywords) {}

  Collector(Lexer lexer, Watch watch) {
    this.lexer = lexer;
    this.symbols = lexer.symbols;
    this.watch = watch;
    written = new Written(lexer);
    for (var call : watch.calls()) watched.add(symbols.of(call));
    constant = new NameForm(symbols, CONSTANT.asMatchPredicate());
    awaitable = new NameForm(symbols, AWAITABLE.asMatchPredicate());
    contextLike = new NameForm(symbols, CONTEXT_LIKE.asMatchPredicate());
    testLike = new NameForm(symbols, TEST_LIKE.asMatchPredicate());
    secretLabel = new NameForm(symbols, Secrets::label);
    self = symbols.of("self");
    cls = symbols.of("cls");
    request = symbols.of("request");
    pytest = symbols.of("pytest");
    markWord = symbols.of("mark");
    pathName = symbols.of("__path__");
    allName = symbols.of("__all__");
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
    bindings.clear();
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
        imports,
        definitions,
        classes,
        calls,
        marks,
        names.stream().sorted().toList(),
        dynamic,
        Optional.empty());
  }

  // --- imports -------------------------------------------------------------------------------

  @Override
  public void importModule(int statement, int from, int to, int alias) {
    var module = written.dotted(from, to);
    var local = alias >= 0 ? alias : from;
    imports.add(
        new Import(line(statement), kind(), 0, module, "", alias >= 0 ? text(alias) : "", false));
    bindImport(local);
  }

  @Override
  public void importFrom(int statement, int dots, int from, int to, int name, int alias) {
    var all = lexer.kinds[name] == STAR;
    var word = all ? "*" : text(name);
    var module = written.dotted(from, to);
    imports.add(
        new Import(
            line(statement), kind(), dots, module, word, alias >= 0 ? text(alias) : "", false));
    if (module.equals("os") && (word.equals("environ") || word.equals("getenv")))
      mark(MarkKind.ENVIRONMENT, statement, "os." + word, "");
    if (module.equals("pkgutil") && word.equals("extend_path")) dynamic = true;
    if (!all) bindImport(alias >= 0 ? alias : name);
  }

  private ImportKind kind() {
    return typing > 0 ? ImportKind.TYPING : functions > 0 ? ImportKind.LAZY : ImportKind.EAGER;
  }

  private void bindImport(int token) {
    bindings.imported(lexer.values[token]);
    bindHere(token);
  }

  // --- scopes --------------------------------------------------------------------------------

  @Override
  public void decorator(int from, int to) {
    decorators.add(written.dotted(from, written.nameEnd(from, to)));
  }

  @Override
  public void enterFunction(int name, boolean async, int from, int to, int result, int resultEnd) {
    bindHere(name);
    bindings.anything(lexer.values[name]);
    var type = directType();
    if (type != null) method(type, name);
    else if (scopes.isEmpty() && text(name).equals("__getattr__")) dynamic = true;
    var qualified = (type == null ? "" : type.qualified + ".") + text(name);
    var certain = certain(async, result, resultEnd, type);
    var function =
        new Function(
            lexer.values[name], name, scopes.isEmpty() && branches == 0, qualified, certain);
    function.contextManager = decorated(CONTEXT_MANAGERS);
    if (watch.parameters().contains(text(name)))
      mark(MarkKind.PARAMETERS, name, qualified, written.parameterNames(from, to));
    decorators.clear();
    scopes.push(function);
    functions++;
  }

  private boolean certain(boolean async, int result, int resultEnd, @Nullable Type type) {
    if (async || branches > 0 || functions > 0) return false;
    for (var decorator : decorators)
      if (!HARMLESS_DECORATORS.contains(last(decorator))) return false;
    if (type != null && type.mayAwait) return false;
    if (result < 0) return true;
    for (int i = result; i < resultEnd; i++)
      if (lexer.kinds[i] == NAME && awaitable.fits(lexer.values[i]) || lexer.kinds[i] == STRING)
        return false;
    return true;
  }

  private void method(Type type, int name) {
    var text = text(name);
    boolean byDesign = decorated(AGAIN_BY_DESIGN);
    var first = type.methodLines.putIfAbsent(text, line(name));
    if (first != null
        && !byDesign
        && branches == 0
        && !type.replaceable.contains(text)
        && functions == 0)
      mark(MarkKind.METHOD_AGAIN, name, type.qualified + "." + text, Integer.toString(first));
    type.replaceable.remove(text);
    // an overload is meant to be replaced; what stands in a branch may be one of two
    if (byDesign || branches > 0) type.replaceable.add(text);
    if (!decorators.isEmpty()) type.entered.add(text);
    type.members.add(text);
  }

  /// Whether a decorator's last name is one of these.
  private boolean decorated(Set<String> by) {
    for (var decorator : decorators) if (by.contains(last(decorator))) return true;
    return false;
  }

  private @Nullable Type directType() {
    return scopes.peek() instanceof Type type ? type : null;
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
    bindings.type(lexer.values[name]);
    var outer = outerType();
    var qualified = (outer == null ? "" : outer.qualified + ".") + text(name);
    var bases = written.bases(from, to);
    var type =
        new Type(
            lexer.values[name],
            name,
            scopes.isEmpty() && branches == 0,
            qualified,
            bases,
            testLike.fits(lexer.values[name]) || any(bases, base -> base.contains("Test")),
            any(bases, this::mayAwait));
    type.open = !decorators.isEmpty() && opens();
    dynamic |= decorated(Set.of("global_enum"));
    decorators.clear();
    scopes.push(type);
  }

  /// Whether a decorator may add attributes to the class.
  private boolean opens() {
    return any(decorators, each -> !last(each).contains("mark") && !last(each).startsWith("skip"))
        && !decorators.stream().allMatch(each -> each.startsWith("pytest.mark"));
  }

  private boolean mayAwait(String base) {
    return awaitableBases.computeIfAbsent(base, any -> AWAITABLE.matcher(any).matches());
  }

  private static boolean any(List<String> texts, Predicate<String> holds) {
    for (var text : texts) if (holds.test(text)) return true;
    return false;
  }

  private @Nullable Type outerType() {
    for (var scope : scopes) if (scope instanceof Type type) return type;
    return null;
  }

  @Override
  public void leaveClass(int end) {
    var type = (Type) scopes.pop();
    classes.add(type.facts(line(type.token)));
    if (!type.sketched) return;
    boolean isEnum = any(type.bases, base -> ENUM_BASES.contains(last(base)));
    if (isEnum) {
      boolean byValue = any(type.bases, base -> VALUE_BASES.contains(last(base)));
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
    attempts.push(new Attempt(imports.size()));
  }

  @Override
  public void handler(int from, int to) {
    boolean catches = from == to;
    for (int i = from; i < to; i++)
      if (lexer.kinds[i] == NAME && CATCHES_IMPORT.contains(text(i))) catches = true;
    attempts.element().catches |= catches;
  }

  @Override
  public void leaveTry() {
    var attempt = attempts.pop();
    if (!attempt.catches) return;
    for (int i = attempt.firstImport; i < imports.size(); i++) {
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
    bindings.bound(lexer.values[name]);
    bindHere(name);
  }

  private void bindHere(int name) {
    if (scopes.isEmpty()) names.add(text(name));
    else if (scopes.peek() instanceof Type type)
      type.stores.add(new ClassFacts.Store("", text(name)));
    if (scopes.isEmpty() && lexer.values[name] == pathName) dynamic = true;
  }

  @Override
  public void bindLocal(int name) {
    bindings.local(lexer.values[name]);
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
      if (!bindings.isAssigned(symbol)) selfAttribute(attribute);
      return;
    }
    if (symbol == request && lexer.values[attribute] == cls) opened();
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
    if (lexer.values[name] != pytest || lexer.values[attribute] != markWord) return false;
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
        if (lexer.kinds[i] == NAME) bindings.anything(lexer.values[i]);
      secretAttribute(from, to, value, valueEnd);
      return;
    }
    var symbol = lexer.values[from];
    bindings.value(symbol, plainValue(value, valueEnd), written.isText(value, valueEnd));
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
    var open = written.call(value, valueEnd);
    if (open >= 0 && contextLike.fits(lexer.values[open - 1]))
      function.made.put(symbol, written.dotted(value, open));
  }

  private void topLevel(int name, int value, int valueEnd) {
    if (lexer.values[name] == allName) exports(value, valueEnd);
    if (branches > 0) return;
    if (constant.fits(lexer.values[name]) && written.literal(value, valueEnd))
      definitions.add(
          new Definition(
              DefinitionKind.CONSTANT,
              text(name),
              line(name),
              written.all(value, valueEnd),
              valueEnd - value,
              Sketch.EMPTY,
              List.of()));
  }

  private void exports(int value, int valueEnd) {
    for (int i = value; i < valueEnd; i++)
      if (lexer.kinds[i] == Keyword.FOR
          || lexer.kinds[i] == OPEN && i > value && lexer.kinds[i - 1] == NAME) return;
    for (int i = value; i < valueEnd; i++)
      if (lexer.kinds[i] == STRING) mark(MarkKind.EXPORT, i, written.string(i), "");
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
    if ((kind == OPEN_SQUARE || kind == OPEN_CURLY) && written.matching(from) == to - 1)
      return true;
    var open = written.call(from, to);
    if (open < 0) return false;
    var made = text(open - 1);
    return made.length() > 2
        && Character.isUpperCase(made.charAt(0))
        && !made.equals(made.toUpperCase(Locale.ROOT))
        && !awaitable.fits(lexer.values[open - 1]);
  }

  @Override
  public void augmented(int from, int to) {
    if (to - from != 1 || lexer.kinds[from] != NAME) return;
    bindings.changed(lexer.values[from]);
    if (scopes.isEmpty() && lexer.values[from] == allName) {
      var at = to + 1;
      if (lexer.kinds[at] != OPEN_SQUARE && lexer.kinds[at] != OPEN) return;
      exports(at, written.matching(at));
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
                  && function.returned.stream().allMatch(bindings::isPlain);
      if (known && !bindings.isRebound(function.name))
        mark(MarkKind.PLAIN_FUNCTION, function.token, function.qualified, "");
    }
  }

  @Override
  public void awaits(int from, int to) {
    var open = written.call(from, to);
    // a name that is a parameter or local somewhere in this file may be anything
    if (open < 0 || bindings.isRebound(lexer.values[from])) return;
    var type = outerType();
    mark(MarkKind.AWAIT, from, written.dotted(from, open), type == null ? "" : type.qualified);
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
            : written.isText(firstArgument, firstEnd) ? ArgumentKind.TEXT : ArgumentKind.OTHER;
    int name =
        given && firstEnd - firstArgument == 1 && lexer.kinds[firstArgument] == NAME
            ? lexer.values[firstArgument]
            : -1;
    var text =
        kind == ArgumentKind.TEXT && lexer.kinds[firstArgument] == STRING
            ? written.string(firstArgument)
            : "";
    pendingCalls.add(
        new PendingCall(line(from), written.callee(from, open), kind, name, text, keywords));
  }

  private void finish(PendingCall call) {
    boolean named = call.name() >= 0 && bindings.isText(call.name());
    calls.add(
        new CallFact(
            call.line(),
            call.callee(),
            named ? ArgumentKind.TEXT : call.kind(),
            call.text(),
            call.keywords()));
  }

  private void plainCall(String callee, int firstArgument, int close) {
    switch (callee) {
      case "globals", "exec", "vars", "execfile" -> dynamic = true;
      case "locals" -> dynamic |= scopes.isEmpty();
      case "setattr", "hasattr", "getattr", "delattr" -> named(callee, firstArgument, close);
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
      if (literal) type.stores.add(new ClassFacts.Store("__init__", written.string(first + 2)));
      else if (callee.equals("setattr")) type.open = true;
    } else if (callee.equals("setattr")) {
      if (literal) attributesSet.add(pair(symbol, symbols.of(written.string(first + 2))));
      else if (bindings.isImported(symbol)) dynamic = true;
    }
  }

  private void declaredMarker(int first, int close) {
    if (first + 2 >= close
        || lexer.kinds[first] != STRING
        || !written.string(first).equals("markers")) return;
    if (lexer.kinds[first + 2] == STRING)
      mark(
          MarkKind.MARKER_DECLARED,
          first,
          written.string(first + 2).split("[:(]", 2)[0].strip(),
          "");
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
    mark(MarkKind.COMPARISON, from, written.dotted(from, to), identity ? "is" : "==");
  }

  @Override
  public void labelled(int label, int value) {
    if (lexer.kinds[label] == NAME && !secretLabel.fits(lexer.values[label])) return;
    var name = lexer.kinds[label] == STRING ? written.string(label) : text(label);
    Secrets.labelled(name, written.string(value))
        .ifPresent(found -> mark(MarkKind.SECRET, value, found.kind(), found.masked()));
  }

  @Override
  public void expression(int from, int to) {}

  // --- the end of a file ---------------------------------------------------------------------

  private void attributeMarks() {
    for (var entry : attributes.entrySet()) {
      var symbol = (int) (entry.getKey() >>> 32);
      var attribute = symbols.text((int) (long) entry.getKey());
      if (!bindings.isImported(symbol) || bindings.isRebound(symbol)) continue;
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
      if (bindings.isImported(symbol))
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
      Secrets.bare(written.string(i))
          .ifPresent(found -> mark(MarkKind.SECRET, token, found.kind(), found.masked()));
    }
  }

  // --- tokens --------------------------------------------------------------------------------

  private int line(int token) {
    return lexer.lines[token];
  }

  private String text(int token) {
    return symbols.text(lexer.values[token]);
  }

  private void mark(MarkKind kind, int token, String subject, String detail) {
    marks.add(new Mark(kind, line(token), subject, detail));
  }

  private static long pair(int one, int other) {
    return (long) one << 32 | other;
  }
}
