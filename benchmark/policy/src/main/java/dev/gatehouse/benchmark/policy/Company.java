package dev.gatehouse.benchmark.policy;

import dev.gatehouse.policy.Binding;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Permission;
import dev.gatehouse.policy.Role;
import dev.gatehouse.policy.RoleSpec;
import dev.gatehouse.policy.Rule;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * 10,000 people in 500 groups, 40 roles, 200 namespaces, and as many bindings as wanted: four of five to groups. What each
 * person is in is the same with any number of bindings, and of what is asked as much is allowed, so that figures compare: of
 * fewer questions more would stay in a processor's cache.
 */
final class Company {
    static final int PEOPLE = 10_000;

    private static final int GROUPS = 500;
    private static final int GROUPS_OF_ONE = 5;
    private static final int ROLES = 40;
    private static final int NAMESPACES = 200;
    private static final int DIVISIONS = 10;
    private static final int QUESTIONS = 1_024;
    private static final List<Permission> PERMISSIONS = List.copyOf(Permission.ALL);
    private static final long QUESTIONS_SEED = 20_261_128;

    private final RandomGenerator random = new SplittableRandom(20_261_127);
    private final List<Subject> people;
    private final List<Role> roles;
    private final List<Binding> bindings;

    /** Of the questions: whoever asks has just read the name that is asked about. */
    private final List<Namespace> named =
            IntStream.range(0, NAMESPACES).mapToObj(Company::namespace).toList();

    private final List<Asked> allowed;

    /** One that the people of the company ask: may they read what became of a job? */
    record Asked(Subject subject, Namespace namespace) {}

    Company(int bindings, Instant now) {
        this.people = IntStream.range(0, PEOPLE).mapToObj(each -> person(each, now)).toList();
        this.roles = IntStream.range(0, ROLES).mapToObj(this::role).toList();
        this.bindings = IntStream.range(0, bindings).mapToObj(this::binding).toList();
        this.allowed = asked().filter(this::allows).limit(QUESTIONS).toList();
    }

    List<Subject> people() {
        return people;
    }

    List<Role> roles() {
        return roles;
    }

    List<Binding> bindings() {
        return bindings;
    }

    /** Questions that a binding allows: as many with few bindings as with many. */
    List<Asked> allowed() {
        return allowed;
    }

    /** Some questions, whether or not a binding allows them: the same with any number of bindings. */
    List<Asked> some() {
        return asked().limit(64).toList();
    }

    /** All of both. */
    Stream<Asked> questions() {
        return Stream.concat(allowed.stream(), some().stream());
    }

    private Stream<Asked> asked() {
        var asking = new SplittableRandom(QUESTIONS_SEED);
        return Stream.generate(
                () -> new Asked(people.get(asking.nextInt(PEOPLE)), named.get(asking.nextInt(NAMESPACES))));
    }

    private static Namespace namespace(int number) {
        return new Namespace("acme.division" + number % DIVISIONS + ".team" + number);
    }

    /** Twenty are on everything, and one of ten on a division. */
    private Namespace place(int binding) {
        if (binding < 20) {
            return new Namespace("acme");
        }
        return binding % 10 == 0
                ? new Namespace("acme.division" + random.nextInt(DIVISIONS))
                : namespace(random.nextInt(NAMESPACES));
    }

    private Subject person(int number, Instant now) {
        var groups = new HashSet<UUID>();
        while (groups.size() < GROUPS_OF_ONE) {
            groups.add(group(random.nextInt(GROUPS)));
        }
        return new Subject("acme", user(number), SubjectKind.USER, "user" + number, true, 1, groups, now);
    }

    /** One of four reads executions. */
    private Role role(int number) {
        var permissions = new HashSet<Permission>();
        while (permissions.size() < 10) {
            permissions.add(one(PERMISSIONS));
        }
        if (number % 4 == 0) {
            permissions.add(Permission.EXECUTION_READ);
            permissions.add(Permission.EXECUTION_CREATE);
        } else {
            permissions.remove(Permission.EXECUTION_READ);
            permissions.remove(Permission.EXECUTION_CREATE);
        }
        return new Role(new UUID(1, number), "role" + number, 1, new RoleSpec("", permissions));
    }

    private Binding binding(int number) {
        Set<UUID> nobody = Set.of();
        boolean toGroup = random.nextInt(5) > 0;
        return new Binding(
                new Rule("rolebinding", new UUID(2, number), 1),
                place(number),
                "binding" + number,
                one(roles).name(),
                toGroup ? nobody : Set.of(user(random.nextInt(PEOPLE))),
                toGroup ? Set.of(group(random.nextInt(GROUPS))) : nobody,
                Optional.empty(),
                Optional.empty());
    }

    /** Whether a binding gives it, found by going through all. */
    boolean allows(Asked asked) {
        return bindings.stream()
                .filter(binding -> binding.namespace().covers(asked.namespace()))
                .filter(binding -> binding.subjects().contains(asked.subject().id())
                        || binding.groups().stream().anyMatch(asked.subject().groups()::contains))
                .anyMatch(binding -> roles.stream()
                        .filter(role -> role.name().equals(binding.role()))
                        .anyMatch(role -> role.spec().permissions().contains(Permission.EXECUTION_READ)));
    }

    private static UUID user(int number) {
        return new UUID(3, number);
    }

    private static UUID group(int number) {
        return new UUID(4, number);
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
