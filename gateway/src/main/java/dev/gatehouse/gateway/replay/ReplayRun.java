package dev.gatehouse.gateway.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.execution.QuestionHistory;
import dev.gatehouse.gateway.execution.QuestionHistory.Page;
import dev.gatehouse.gateway.execution.QuestionHistory.Period;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Replay;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One replay, told as it goes: a line of JSON a second says how far it is, then one line each for the groups of
 * differences, and at last a line that sums up. A replay that did not come to its end has no such line. For one thread.
 */
final class ReplayRun {
    private static final long PROGRESS = Duration.ofSeconds(1).toNanos();

    /** How much of questions is held at once, in characters. */
    private static final long MOST_HELD = 8 << 20;

    private static final int LARGEST_PAGE = 500;
    private static final int FIRST_PAGE = 100;

    private final QuestionHistory history;
    private final ObjectMapper json;
    private final String tenant;
    private final Namespace namespace;
    private final Period period;
    private final Replay replay;
    private final boolean examples;
    private final Tally tally = new Tally();
    private long asked;
    private long partial;

    /** @param examples whether the caller may be told which questions are answered otherwise */
    ReplayRun(
            QuestionHistory history,
            ObjectMapper json,
            String tenant,
            Namespace namespace,
            Period period,
            Replay replay,
            boolean examples) {
        this.history = history;
        this.json = json;
        this.tenant = tenant;
        this.namespace = namespace;
        this.period = period;
        this.replay = replay;
        this.examples = examples;
    }

    /**
     * @param longest after which it is given up
     * @throws IOException where nobody listens any more
     */
    void tell(OutputStream out, Duration longest) throws IOException {
        try {
            if (!askAll(out, longest)) {
                line(
                        out,
                        Map.of(
                                "error",
                                "replay_too_long",
                                "detail",
                                "It would take more than " + longest
                                        + ". Ask about a shorter period, or a namespace."));
                return;
            }
        } catch (DatabaseUnavailable away) {
            line(out, Map.of("error", "database_unavailable"));
            return;
        }
        for (Map<String, Object> group : tally.items(examples)) {
            line(out, group);
        }
        Map<String, Object> summary = new LinkedHashMap<>(progress());
        summary.put("unchanged", asked - tally.differences());
        summary.put("differences", tally.totals());
        summary.put("ungrouped", tally.ungrouped());
        if (!examples) {
            summary.put("examplesWithheld", true);
        }
        line(out, Map.of("summary", summary));
    }

    /** Whether it came to the end of the period in time. */
    private boolean askAll(OutputStream out, Duration longest) throws IOException {
        long begun = System.nanoTime();
        long told = begun;
        int size = FIRST_PAGE;
        Optional<UUID> after = Optional.empty();
        do {
            Page page = history.page(tenant, namespace, period, after, size);
            ask(page);
            after = page.last();
            size = next(size, page.length());
            if (System.nanoTime() - told > PROGRESS) {
                told = System.nanoTime();
                line(out, progress());
            }
            if (System.nanoTime() - begun > longest.toNanos()) {
                return after.isEmpty();
            }
        } while (after.isPresent());
        return true;
    }

    /** As many questions as would come to what may be held, if they were as long as those of the page. */
    private static int next(int size, long length) {
        return Math.clamp(MOST_HELD * size / Math.max(1, length), 1, LARGEST_PAGE);
    }

    private void ask(Page page) {
        partial += page.partial();
        for (QuestionHistory.Asked each : page.asked()) {
            replay.compare(each.question(), each.at())
                    .ifPresent(difference -> tally.add(
                            difference,
                            each.question().job().name(),
                            each.question().subject().kind(),
                            each.decision()));
        }
        asked += page.asked().size();
    }

    private Map<String, Object> progress() {
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("asked", asked);
        progress.put("partial", partial);
        return progress;
    }

    private void line(OutputStream out, Map<String, Object> line) throws IOException {
        out.write(json.writeValueAsBytes(line));
        out.write('\n');
        out.flush();
    }
}
