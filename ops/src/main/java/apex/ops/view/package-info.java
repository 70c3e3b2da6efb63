/// How a run and its answer look on a terminal: [StepsView] while it goes on, [AnswerView] at its
/// end. Plain lines where nobody looks on.
@org.jspecify.annotations.NullMarked
package apex.ops.view;
