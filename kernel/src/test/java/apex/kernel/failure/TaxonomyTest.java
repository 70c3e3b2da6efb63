package apex.kernel.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaxonomyTest {
  @ParameterizedTest
  @CsvSource({"111,refused", "110,timeout", "113,unreachable", "104,unreachable", "24,capacity"})
  void errnoHasOneMeaning(int number, String category) {
    assertThat(Taxonomy.errno(number, "seen").category().label()).isEqualTo(category);
  }

  @ParameterizedTest
  @CsvSource({
    "28P01,authentication", "3D000,configuration", "42601,caller", "42P01,caller", "53300,capacity",
    "57P03,unreachable", "57014,timeout", "08006,unreachable", "22P02,data", "XX000,bug"
  })
  void sqlStateHasOneMeaning(String state, String category) {
    assertThat(Taxonomy.sqlState(state, "seen").category().label()).isEqualTo(category);
  }

  @ParameterizedTest
  @CsvSource({
    "NOAUTH Authentication required.,authentication",
    "WRONGPASS invalid username-password pair,authentication",
    "LOADING Redis is loading the dataset in memory,unreachable",
    "OOM command not allowed,capacity",
    "READONLY You can't write against a read only replica.,configuration",
    "ERR unknown command 'GTE',caller",
    "ERR max number of clients reached,capacity",
    "WRONGTYPE Operation against a key,caller"
  })
  void redisPrefixHasOneMeaning(String reply, String category) {
    assertThat(Taxonomy.redis(reply).category().label()).isEqualTo(category);
  }

  @ParameterizedTest
  @CsvSource({"62,caller", "516,authentication", "241,capacity", "159,timeout", "81,configuration"})
  void clickHouseCodeHasOneMeaning(int code, String category) {
    assertThat(Taxonomy.clickHouse(code, "seen").category().label()).isEqualTo(category);
  }

  @ParameterizedTest
  @CsvSource({
    "401,authentication",
    "404,caller",
    "429,capacity",
    "500,bug",
    "502,unreachable",
    "503,capacity",
    "504,timeout"
  })
  void httpStatusHasOneMeaning(int status, String category) {
    assertThat(Taxonomy.http(status, "seen").category().label()).isEqualTo(category);
  }

  @Test
  void minusThreeBesideAnAddressIsResolutionAndPointsAtTheHostSetting() {
    var read = read("Error -3 connecting to 10.166.204.83:6379");
    assertThat(read.category()).isEqualTo(Category.RESOLUTION);
    assertThat(read.cause()).contains("EAI_AGAIN");
    assertThat(read.remedy())
        .contains("how the host setting is built", "space", "newline", "quotes", "10.166.204.83")
        .contains("proves nothing about its subnet");
  }

  @Test
  void minusThreeBesideANamePointsAtTheResolver() {
    var read = read("Error -3 connecting to redis.internal:6379. Try again.");
    assertThat(read.category()).isEqualTo(Category.RESOLUTION);
    assertThat(read.remedy()).contains("resolver");
    assertThat(read.retry()).isTrue();
  }

  @Test
  void errnoOfTheSameFormIsNoResolution() {
    assertThat(read("Error 111 connecting to 10.1.2.3:6379. Connection refused.").category())
        .isEqualTo(Category.REFUSED);
  }

  @Test
  void bothApiDriftErrorsAreTheCallersFault() {
    var sql =
        read(
            "Database connection failed: Textual SQL expression 'SELECT 1 as test_value' should be "
                + "explicitly declared as text('SELECT 1 as test_value')");
    var redis =
        read(
            "Redis connection failed: RedisManager.set() got an unexpected keyword argument"
                + " 'expire_seconds'");
    assertThat(sql.category()).isEqualTo(Category.CALLER);
    assertThat(redis.category()).isEqualTo(Category.CALLER);
    assertThat(sql.blame()).isEqualTo(Blame.CALLER);
    assertThat(redis.remedy()).contains("not at fault");
  }

  @Test
  void aTextNobodyKnowsSaysNothing() {
    assertThat(Phrases.read("all is well")).isEmpty();
  }

  @Test
  void theDeepestKnownCauseDecides() {
    var wrapped = new RuntimeException("pool", new java.io.IOException("x", refused()));
    assertThat(Thrown.read(wrapped).category()).isEqualTo(Category.REFUSED);
    assertThat(Thrown.read(new SocketTimeoutException("Read timed out")).category())
        .isEqualTo(Category.TIMEOUT);
  }

  @Test
  void theResolversWordsTellAnUnknownNameFromASilentResolver() {
    var silent = Thrown.read(new UnknownHostException("db: Temporary failure in name resolution"));
    var unknown = Thrown.read(new UnknownHostException("db: Name or service not known"));
    assertThat(silent.retry()).isTrue();
    assertThat(unknown.retry()).isFalse();
    assertThat(unknown.remedy()).contains("spelling");
    assertThat(silent.category()).isEqualTo(unknown.category()).isEqualTo(Category.RESOLUTION);
  }

  @Test
  void aMissingMethodIsTheCallersFaultAndANullPointerABug() {
    assertThat(Thrown.read(new NoSuchMethodError("set(expire_seconds)")).category())
        .isEqualTo(Category.CALLER);
    assertThat(Thrown.read(new NullPointerException()).category()).isEqualTo(Category.BUG);
  }

  @Test
  void whatAServerSendsBecomesOneShortLine() {
    var failure = Failure.of(Category.DATA, "a\u001b[31m\nb" + "x".repeat(5000));
    assertThat(failure.cause()).startsWith("a [31m b").hasSizeLessThan(310);
  }

  private static ConnectException refused() {
    return new ConnectException("Connection refused");
  }

  private static Failure read(String text) {
    return Optional.of(text).flatMap(Phrases::read).orElseThrow();
  }
}
