package apex.stores.violation;

public class HasABreakerOfItsOwn {
  static final io.github.resilience4j.circuitbreaker.CircuitBreaker BREAKER =
      io.github.resilience4j.circuitbreaker.CircuitBreaker.ofDefaults("mine");
}
