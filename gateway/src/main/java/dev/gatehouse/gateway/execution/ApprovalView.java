package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an execution waits for or waited for, as those who may read it see it.
 *
 * @param state {@code waiting}, or how it ended
 * @param mayDecide whether whoever reads it may say yes or no
 * @param run what would run; in lists, absent
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonPropertyOrder({"id", "execution", "job", "revision", "state"})
record ApprovalView(
        String id,
        String execution,
        String job,
        long revision,
        String state,
        Who requestedBy,
        Optional<String> actedBy,
        Instant requestedAt,
        Instant expiresAt,
        Optional<Instant> decidedAt,
        String digest,
        List<Wanted> rules,
        List<Said> votes,
        Optional<Boolean> mayDecide,
        Optional<RunView> run,
        Optional<List<Notice>> notices) {

    record Who(String id, String name) {}

    /**
     * A guardrail that wants it.
     *
     * @param rule its id and revision
     * @param groups the ids of those whose members are asked
     * @param given how many of them have said yes
     */
    record Wanted(String rule, String name, String message, List<String> groups, int count, long given) {}

    /** @param counts false once the access of whoever said it changed */
    record Said(Who by, String vote, String comment, Instant at, boolean counts) {}

    /**
     * A call that a rule wants made.
     *
     * @param error one snake_case word, of the last try
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Notice(String rule, String state, int tries, Optional<String> error, Optional<Instant> nextAt) {}
}
