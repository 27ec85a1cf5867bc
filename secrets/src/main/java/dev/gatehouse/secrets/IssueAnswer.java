package dev.gatehouse.secrets;

import dev.gatehouse.worker.SecretValue;
import java.time.Duration;
import java.util.Map;

/** What became of issuing a secret. */
public sealed interface IssueAnswer {
    /**
     * There is a new secret.
     *
     * @param values by their keys; the receiver closes them
     * @param lease as the store calls it
     * @param ttl how long the lease lives unless it is renewed
     */
    record Issued(Map<String, SecretValue> values, String lease, Duration ttl, boolean renewable)
            implements IssueAnswer, AutoCloseable {
        public Issued {
            values = Map.copyOf(values);
        }

        @Override
        public void close() {
            values.values().forEach(SecretValue::close);
        }
    }

    /** The store works, and issues nothing at that path. */
    record Missing() implements IssueAnswer {}

    /** The store works, and does not let us have what it issues there. */
    record Forbidden() implements IssueAnswer {}

    /**
     * The store cannot be asked now, or nobody knows whether it issued something.
     *
     * @param cause one snake_case word, which holds nothing that the store said
     */
    record Unavailable(String cause) implements IssueAnswer {}
}
