package apex.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// With one thing missing: development serves what it can, production says what it waits for and
/// does not serve.
class StrictStartTest {
  private static final RunningBackend HOUSE = RunningBackend.shared();
  private static final String NOBODY = "127.0.0.1:9";

  @Test
  void inDevelopmentItServesWithoutRedis() throws InterruptedException {
    try (var backend = HOUSE.another(Map.of("REDIS_URL", "redis://" + NOBODY))) {
      backend.start(() -> {});
      assertThat(backend.port()).isPositive();
    }
  }

  @Test
  void inProductionItRefusesToStartWithoutRedisAndNamesIt() {
    assertThat(refusal("REDIS_URL", "redis://" + NOBODY)).contains("database_redis", NOBODY);
  }

  @Test
  void inProductionItRefusesToStartWithoutAuthAndNamesIt() {
    assertThat(refusal("AUTH_URL", "http://" + NOBODY)).contains("auth_service");
  }

  @Test
  void inProductionItStartsWithEverythingThere() throws InterruptedException {
    try (var backend = HOUSE.another(Map.of("APEX_STAGE", "production"))) {
      backend.start(() -> {});
      assertThat(backend.port()).isPositive();
    }
  }

  private static String refusal(String setting, String value) {
    var special =
        Map.of("APEX_STAGE", "production", "BACKEND_START_DEADLINE", "PT1S", setting, value);
    try (var backend = HOUSE.another(special)) {
      var refused = catchThrowableOfType(ApexException.class, () -> backend.start(() -> {}));
      assertThat(refused.code()).isEqualTo(ErrorCode.DEPENDENCY_DOWN);
      return String.valueOf(refused.getMessage());
    }
  }
}
