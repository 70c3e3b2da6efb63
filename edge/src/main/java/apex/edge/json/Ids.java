package apex.edge.json;

import apex.kernel.environment.Secret;
import apex.kernel.identity.SessionId;
import apex.kernel.identity.UserId;
import apex.kernel.identity.WorkspaceId;
import apex.kernel.run.MessageId;
import apex.kernel.run.RunId;
import apex.kernel.run.ThreadId;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/// Ids are strings on the wire. A secret is read as one and written as `***`.
final class Ids extends SimpleModule {
  private static final long serialVersionUID = 1L;

  Ids() {
    super("ids");
    add(UserId.class, UserId::parse);
    add(SessionId.class, SessionId::parse);
    add(WorkspaceId.class, WorkspaceId::parse);
    add(RunId.class, RunId::parse);
    add(ThreadId.class, ThreadId::parse);
    add(MessageId.class, MessageId::parse);
    add(Secret.class, Secret::new);
  }

  private <T> void add(Class<T> type, Function<String, T> parser) {
    addSerializer(type, ToStringSerializer.instance);
    addDeserializer(type, new Parsed<>(type, parser));
  }

  private static final class Parsed<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final Class<T> type;
    private final transient Function<String, T> parser;

    Parsed(Class<T> type, Function<String, T> parser) {
      super(type);
      this.type = type;
      this.parser = parser;
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) {
      if (json.currentToken() != JsonToken.VALUE_STRING)
        throw context.wrongTokenException(json, type, JsonToken.VALUE_STRING, "not a string");
      var text = json.getString();
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException notAnId) {
        throw context.weirdStringException(text, type, "not one");
      }
    }
  }
}
