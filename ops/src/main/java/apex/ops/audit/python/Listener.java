package apex.ops.audit.python;

/// Is told by [Grammar] what a file holds, in the order of the text. Numbers are places of tokens
/// in the [Lexer]; a range ends before its second number; -1 means there is none.
interface Listener {
  /// `import a.b as c`: once for each module.
  void importModule(int statement, int from, int to, int alias);

  /// `from ..a import b as c`: once for each name; a `*` is named by its token.
  void importFrom(int statement, int dots, int from, int to, int name, int alias);

  void decorator(int from, int to);

  /// @param from of the parameters between the brackets
  /// @param result first token of the annotation after `->`
  void enterFunction(int name, boolean async, int from, int to, int result, int resultEnd);

  void leaveFunction(int end);

  void enterClass(int name, int from, int to);

  void leaveClass(int end);

  /// The body of an `if TYPE_CHECKING`.
  void enterTyping();

  void leaveTyping();

  /// A block that may not run, or not once.
  void enterBranch();

  void leaveBranch();

  void enterTry();

  /// What a handler catches; an empty range catches all. Its body follows.
  void handler(int from, int to);

  void leaveTry();

  /// A name is bound in the scope around it.
  void bind(int name);

  /// A name is bound in a scope of its own: a parameter, a comprehension.
  void bindLocal(int name);

  void global(int name);

  /// `a.b = …`
  void store(int name, int attribute);

  /// `a.b`, read.
  void attribute(int name, int attribute);

  /// An assignment of one value; called once for each target.
  void assign(int from, int to, int value, int valueEnd);

  void augmented(int from, int to);

  void returns(int from, int to);

  void yields();

  void awaits(int from, int to);

  /// @param open the opening bracket of the arguments
  /// @param keywords names given by keyword, the last `keywordCount` of [Grammar#keywords]
  void call(int from, int open, int firstArgument, int firstEnd, int close, int keywordCount);

  void compare(int from, int to, int operator, int right, int rightEnd);

  /// A keyword argument or entry of a dictionary whose value is a string.
  void labelled(int label, int value);

  /// A statement that is an expression.
  void expression(int from, int to);
}
