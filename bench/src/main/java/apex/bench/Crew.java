package apex.bench;

import apex.kernel.environment.Secret;
import apex.ops.chat.Conversation;
import apex.ops.house.Credentials;
import apex.ops.house.HouseClient;
import apex.ops.house.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Enough people in one workspace that nobody reaches a limit, each connected once.
record Crew(List<Member> members) implements AutoCloseable {
  /// One person and their connection; asks one question at a time.
  record Member(Session session, Conversation conversation) implements AutoCloseable {
    static Member of(Session session) {
      return new Member(session, new Conversation(session));
    }

    @Override
    public void close() {
      conversation.close();
      session.close();
    }
  }

  Crew {
    members = List.copyOf(members);
  }

  /// The owner invites `size` people into the workspace; they may read and ask.
  static Crew gather(HouseClient house, Session owner, int size) {
    var members = new ArrayList<Member>();
    for (int i = 0; i < size; i++) members.add(Member.of(join(house, owner)));
    members.forEach(member -> member.conversation().connect());
    return new Crew(members);
  }

  private static Session join(HouseClient house, Session owner) {
    var name = UUID.randomUUID().toString();
    var person = new Credentials("bench-" + name + "@example.invalid", new Secret("pw " + name));
    var path = "/auth/workspaces/" + owner.workspace().id() + "/invitations";
    var invited = owner.post(path, Map.of("email", person.email(), "role", "viewer"));
    var invitation = new Secret(invited.tree().path("invitation").asString());
    house.register(person, Optional.of(invitation));
    return house.signIn(person, Optional.of(owner.workspace().id()));
  }

  Member member(int i) {
    return members.get(i % members.size());
  }

  @Override
  public void close() {
    members.forEach(Member::close);
  }
}
