package dev.gatehouse.gateway.execution;

import static java.util.stream.Collectors.toSet;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.OutcomeUnknown;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.execution.ClaimRows.Dealt;
import dev.gatehouse.gateway.execution.ClaimRows.Group;
import dev.gatehouse.gateway.execution.ClaimRows.Leased;
import dev.gatehouse.gateway.execution.ClaimRows.Picked;
import dev.gatehouse.gateway.limit.Slots;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
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

    /** Of work that is blocked there may be much in a row; the next claim goes on where this one ends. */
    private static final int MOST_LOOKS = 10;

    private final Transactions transactions;

    Claims(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * What became of a batch: one list a command, and what was leased for it.
     *
     * @param blocked whether there was work that a limit has no slot for, in place of which there may be other work
     */
    private record Taken(List<List<Claimed>> claimed, List<Leased> leased, boolean blocked) {
        static final Taken NOTHING = new Taken(List.of(), List.of(), false);
    }

    /**
     * Leases what is claimable now, the most urgent first: a list for each command, in order. Where a session asks more
     * than once in a batch and only the first is committed, the others got nothing.
     */
    List<List<Claimed>> claim(List<ClaimCommand> commands) {
        var committed = new AtomicBoolean();
        return Rounds.each(commands, command -> command.session().id(), round -> {
            try {
                Taken taken = once(round);
                committed.set(true);
                return lookedAgain(round, taken);
            } catch (RuntimeException failure) {
                if (!committed.get()) {
                    throw failure;
                }
                LOG.warn("Some claims of a batch came to nothing", failure);
                return round.stream().map(_ -> List.<Claimed>of()).toList();
            }
        });
    }

    /** Looks once more for those who got nothing, while that may be because of work that is out of their way now. */
    private List<List<Claimed>> lookedAgain(List<ClaimCommand> commands, Taken first) {
        List<List<Claimed>> claimed = new ArrayList<>(first.claimed());
        boolean blocked = first.blocked();
        for (int look = 1; blocked && look < MOST_LOOKS; look++) {
            List<Integer> empty = IntStream.range(0, commands.size())
                    .filter(i -> claimed.get(i).isEmpty())
                    .boxed()
                    .toList();
            if (empty.isEmpty()) {
                return claimed;
            }
            Taken more;
            try {
                more = once(empty.stream().map(commands::get).toList());
            } catch (RuntimeException failure) {
                // What was claimed before is committed, and has to be told.
                LOG.warn("Another look for work came to nothing", failure);
                return claimed;
            }
            for (int i = 0; i < empty.size(); i++) {
                claimed.set(empty.get(i), more.claimed().get(i));
            }
            blocked = more.blocked();
        }
        return claimed;
    }

    private Taken once(List<ClaimCommand> commands) {
        var taken = new AtomicReference<>(Taken.NOTHING);
        try {
            return transactions.run(connection -> {
                taken.set(claim(connection, commands));
                return taken.get();
            });
        } catch (OutcomeUnknown unknown) {
            if (!isThere(taken.get().leased(), unknown)) {
                throw unknown;
            }
            return taken.get();
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
        Set<String> tenants = Slots.claimable(
                connection,
                commands.stream().map(command -> command.session().tenant()).toList());
        List<Picked> picked = ClaimRows.pick(
                connection,
                commands.stream()
                        .filter(command -> tenants.contains(command.session().tenant()))
                        .toList());
        List<Slots.Candidate> limited =
                picked.stream().flatMap(each -> each.limited().stream()).toList();
        if (limited.isEmpty()) {
            return leased(connection, picked, commands);
        }
        Slots.Admission admission = Slots.admit(connection, limited);
        Taken taken = leased(
                connection,
                picked.stream()
                        .filter(each -> each.limited().isEmpty()
                                || admission.includes(each.execution().id().value()))
                        .toList(),
                commands);
        admission.take(
                connection,
                taken.leased().stream()
                        .map(each -> each.execution().id().value())
                        .collect(toSet()));
        return new Taken(taken.claimed(), taken.leased(), admission.hasBlocked());
    }

    private static Taken leased(Connection connection, List<Picked> free, List<ClaimCommand> commands)
            throws SQLException {
        List<Dealt> dealt = deal(free, commands);
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
                all,
                false);
    }

    /** To the sessions of a group in turn, to each as many as it wants. */
    private static List<Dealt> deal(List<Picked> picked, List<ClaimCommand> commands) {
        Map<Group, Turns> turns = new HashMap<>();
        commands.forEach(command ->
                turns.computeIfAbsent(Group.of(command), _ -> new Turns()).join(command));
        return picked.stream()
                .flatMap(each -> turns.getOrDefault(each.group(), new Turns()).next().stream()
                        .map(session -> new Dealt(
                                each.execution(), session, each.limited().isPresent())))
                .toList();
    }
}
