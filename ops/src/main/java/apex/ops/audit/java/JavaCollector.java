package apex.ops.audit.java;

import apex.ops.audit.facts.Definition;
import apex.ops.audit.facts.DefinitionKind;
import apex.ops.audit.facts.FileFacts;
import apex.ops.audit.facts.Import;
import apex.ops.audit.facts.ImportKind;
import apex.ops.audit.facts.Mark;
import apex.ops.audit.facts.MarkKind;
import apex.ops.audit.facts.Secrets;
import apex.ops.audit.facts.Sketch;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes facts of one compilation unit. Names written out in full count as imports that have no
/// statement: they are marks.
final class JavaCollector extends TreeScanner<@Nullable Void, @Nullable Void> {
  private static final Pattern FULL_NAME =
      Pattern.compile("([a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)*)\\.([A-Z]\\w*)");

  private final CompilationUnitTree unit;
  private final SourcePositions positions;
  private final List<Import> imports = new ArrayList<>();
  private final List<Definition> definitions = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private final TreeSet<String> names = new TreeSet<>();
  private int depth;

  JavaCollector(CompilationUnitTree unit, SourcePositions positions) {
    this.unit = unit;
    this.positions = positions;
  }

  FileFacts facts() {
    scan(unit, null);
    var all = new ArrayList<String>();
    all.add(unit.getPackageName() == null ? "" : unit.getPackageName().toString());
    all.addAll(names);
    return new FileFacts(
        imports, definitions, List.of(), List.of(), marks, all, false, Optional.empty());
  }

  private int line(Tree tree) {
    var at = positions.getStartPosition(unit, tree);
    return at < 0 ? 1 : (int) unit.getLineMap().getLineNumber(at);
  }

  @Override
  public @Nullable Void visitImport(ImportTree tree, @Nullable Void nothing) {
    if (tree.isModule()) return null;
    var name = tree.getQualifiedIdentifier().toString();
    var dot = name.lastIndexOf('.');
    if (dot > 0)
      imports.add(
          new Import(
              line(tree),
              ImportKind.EAGER,
              0,
              name.substring(0, dot),
              name.substring(dot + 1),
              "",
              false));
    return null;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
    if (depth == 0) define(tree);
    depth++;
    super.visitClass(tree, nothing);
    depth--;
    return null;
  }

  private void define(ClassTree tree) {
    var shape = new Shape();
    shape.scan(tree.getMembers(), null);
    var isEnum = tree.getKind() == Tree.Kind.ENUM;
    var members =
        tree.getMembers().stream()
            .map(member -> member instanceof MethodTree method ? method.getName().toString() : "")
            .filter(name -> !name.isEmpty() && !name.equals("<init>"))
            .toList();
    definitions.add(
        new Definition(
            isEnum ? DefinitionKind.ENUM : DefinitionKind.CLASS,
            tree.getSimpleName().toString(),
            line(tree),
            isEnum ? "identity" : "",
            shape.maker.tokens(),
            shape.maker.sketch(),
            members));
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
    if (tree.getName().contentEquals("main")) names.add("main(String[])");
    return super.visitMethod(tree, nothing);
  }

  @Override
  public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void nothing) {
    var found = FULL_NAME.matcher(tree.toString());
    if (found.matches()) {
      marks.add(new Mark(MarkKind.ATTRIBUTE, line(tree), found.group(1), found.group(2)));
      return null;
    }
    return super.visitMemberSelect(tree, nothing);
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void nothing) {
    var select = tree.getMethodSelect().toString();
    if (select.equals("System.getenv") || select.equals("java.lang.System.getenv"))
      marks.add(new Mark(MarkKind.ENVIRONMENT, line(tree), "System.getenv", ""));
    return super.visitMethodInvocation(tree, nothing);
  }

  @Override
  public @Nullable Void visitVariable(VariableTree tree, @Nullable Void nothing) {
    labelled(tree.getName().toString(), tree.getInitializer());
    return super.visitVariable(tree, nothing);
  }

  @Override
  public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void nothing) {
    var name = tree.getVariable().toString();
    labelled(name.substring(name.lastIndexOf('.') + 1), tree.getExpression());
    return super.visitAssignment(tree, nothing);
  }

  private void labelled(String name, @Nullable ExpressionTree value) {
    if (value instanceof LiteralTree literal && literal.getValue() instanceof String text)
      Secrets.labelled(name.replaceAll("([a-z])([A-Z])", "$1_$2"), text)
          .ifPresent(found -> secret(value, found));
  }

  @Override
  public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void nothing) {
    if (tree.getValue() instanceof String text)
      Secrets.bare(text).ifPresent(found -> secret(tree, found));
    return null;
  }

  private void secret(Tree at, Secrets.Found found) {
    marks.add(new Mark(MarkKind.SECRET, line(at), found.kind(), found.masked()));
  }

  /// The kinds of the nodes in their order, with the names of what is called.
  private static final class Shape extends TreeScanner<@Nullable Void, @Nullable Void> {
    final Sketch.Maker maker = new Sketch.Maker();

    @Override
    public @Nullable Void scan(@Nullable Tree tree, @Nullable Void nothing) {
      if (tree != null) maker.token(tree.getKind().name().hashCode());
      return super.scan(tree, nothing);
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void nothing) {
      maker.token(tree.getIdentifier().toString().hashCode());
      return super.visitMemberSelect(tree, nothing);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void nothing) {
      maker.token(tree.getName().toString().hashCode());
      return null;
    }
  }
}
