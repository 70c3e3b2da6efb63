package apex.ops.audit.rule;

import java.util.List;

/// Looks for what one rule, or a few that belong together, forbid.
@FunctionalInterface
public interface Check {
  List<Finding> of(CodeBase code);
}
