package apex.kernel.identity;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;

/// Who is asking, proven by a verified token: a person, in one workspace, in one role, in one
/// session.
public record Identity(UserId user, SessionId session, Workspace workspace, Role role) {

  /// Refuses with FORBIDDEN, naming the role and what it lacks.
  public void require(Permission permission) {
    if (!role.may(permission))
      throw new ApexException(
          ErrorCode.FORBIDDEN,
          "the role %s may not %s in this workspace"
              .formatted(role.label(), permission.name().toLowerCase(java.util.Locale.ROOT)));
  }
}
