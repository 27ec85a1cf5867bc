package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.OutcomeUnknown;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.ClaimRows.Dealt;
import dev.gatehouse.gateway.execution.ClaimRows.Group;
import dev.gatehouse.gateway.execution.ClaimRows.Leased;
import dev.gatehouse.gateway.execution.ClaimRows.Picked;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * The claim transaction, of one session or of many that asked at once: work without secrets, dealt out in turn. Two
 * claims never wait for each other and never get the same execution.
 *
 * <p>Next on the tour: {@link StartPipeline}.
 */
@Singleton
final class Claims {
    private static final Logger LOG = Logger.getLogger(Claims.class);

    private final Transactions transactions;

    Claims(Transactions transactions) {
        this.transactions = transactions;
    }

    /** What became of a batch: one list a command, and what was leased for it. */
    private record Taken(List<List<Claimed>> claimed, List<Leased> leased) {
        static final Taken NOTHING = new Taken(List.of(), List.of());
    }

    /**
     * Leases what is claimable now, the most urgent first: a list for each command, in order. Where a session asks more
     * than once in a batch and only the first is committed, the others got nothing.
     */
    List<List<Claimed>> claim(List<ClaimCommand> commands) {
        var committed = new AtomicBoolean();
        return Rounds.each(commands, command -> command.session().id(), round -> {
            try {
                List<List<Claimed>> claimed = once(round);
                committed.set(true);
                return claimed;
            } catch (RuntimeException failure) {
                if (!committed.get()) {
                    throw failure;
                }
                LOG.warn("Some claims of a batch came to nothing", failure);
                return round.stream().map(_ -> List.<Claimed>of()).toList();
            }
        });
    }

    private List<List<Claimed>> once(List<ClaimCommand> commands) {
        var taken = new AtomicReference<>(Taken.NOTHING);
        try {
            return transactions.run(connection -> {
                taken.set(claim(connection, commands));
                return taken.get().claimed();
            });
        } catch (OutcomeUnknown unknown) {
            if (!isThere(taken.get().leased(), unknown)) {
                throw unknown;
            }
            return taken.get().claimed();
        }
    }

    /** Whether the leases were committed: if one is there, all are, and without any there was nothing to commit. */
    private boolean isThere(List<Leased> leased, OutcomeUnknown unknown) {
        try {
            return leased.isEmpty() || transactions.run(connection -> ClaimRows.areThere(connection, leased));
        } catch (DatabaseUnavailable stillAway) {
            unknown.addSuppressed(stillAway);
            return false;
        }
    }

    private static Taken claim(Connection connection, List<ClaimCommand> commands) throws SQLException {
        List<Dealt> dealt = deal(ClaimRows.pick(connection, commands), commands);
        Map<ExecutionKey, Claimed> leased = dealt.isEmpty() ? Map.of() : ClaimRows.lease(connection, dealt);
        Map<UUID, List<Claimed>> claimed = new HashMap<>();
        List<Leased> all = new ArrayList<>();
        for (Dealt each : dealt) {
            Claimed one = leased.get(each.execution());
            if (one != null) {
                UUID session = each.session().id();
                claimed.computeIfAbsent(session, _ -> new ArrayList<>()).add(one);
                all.add(new Leased(each.execution(), one.lease().fence(), session));
            }
        }
        return new Taken(
                commands.stream()
                        .map(command -> List.copyOf(
                                claimed.getOrDefault(command.session().id(), List.of())))
                        .toList(),
                all);
    }

    /** To the sessions of a group in turn, to each as many as it wants. */
    private static List<Dealt> deal(List<Picked> picked, List<ClaimCommand> commands) {
        Map<Group, Turns> turns = new HashMap<>();
        commands.forEach(command ->
                turns.computeIfAbsent(Group.of(command), _ -> new Turns()).join(command));
        return picked.stream()
                .flatMap(each -> turns.getOrDefault(each.group(), new Turns()).next().stream()
                        .map(session -> new Dealt(each.execution(), session)))
                .toList();
    }
}
