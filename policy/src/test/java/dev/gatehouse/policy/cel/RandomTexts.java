package dev.gatehouse.policy.cel;

import java.util.List;
import java.util.random.RandomGenerator;

/** Texts that are conditions, nearly conditions, and anything but. The same random numbers make the same ones. */
final class RandomTexts {
    private static final List<String> VALUES = List.of(
            "inputs.list",
            "inputs.other",
            "inputs.text",
            "inputs.needle",
            "inputs.deep",
            "inputs.map",
            "inputs.number",
            "inputs.nothing",
            "inputs.absent",
            "inputs",
            "run.command",
            "job.labels",
            "subject.name",
            "subject.groups",
            "now",
            "run.timeout",
            "job.revision",
            "item",
            "true",
            "null",
            "1",
            "1u",
            "1.0",
            "-1",
            "9223372036854775807",
            "'a'",
            "b'a'",
            "'\\u0000'",
            "[1, 2]",
            "[]",
            "{}",
            "{'a': 1}",
            "duration('1h')",
            "1e308",
            "type(1)",
            "@groups",
            "google.protobuf.Timestamp{seconds: 1}",
            "google.protobuf.Value{}",
            "dyn(1)",
            "int",
            "''");

    private static final List<String> SHAPES = List.of(
            "%s == %s",
            "%s != %s",
            "%s < %s",
            "%s + %s",
            "%s - %s",
            "%s * %s",
            "%s / %s",
            "%s %% %s",
            "%s && %s",
            "%s || %s",
            "!%s",
            "-%s",
            "(%s)",
            "%s in %s",
            "%s[%s]",
            "[%s, %s]",
            "{%s: %s}",
            "%s ? %s : %s",
            "has(%s.a)",
            "%s.size()",
            "size(%s)",
            "%s.exists(item, %s)",
            "%s.all(item, %s)",
            "%s.exists_one(item, %s)",
            "%s.map(item, %s)",
            "%s.contains(%s)",
            "%s.startsWith(%s)",
            "%s.matches('a*b')",
            "%s.matches('(a?){90}b')",
            "%s.matches(%s)",
            "matches(%s, '(x+x+)+y')",
            "%s.lowerAscii()",
            "string(%s)",
            "bytes(%s)",
            "int(%s)",
            "double(%s)",
            "uint(%s)",
            "timestamp(%s)",
            "duration(%s)",
            "type(%s)",
            "dyn(%s)",
            "%s.getHours(%s)",
            "%s.getFullYear()",
            "inGroup('a')",
            "inGroup(%s)",
            "fromNetwork('10.0.0.0/8')",
            "fromNetwork(%s)",
            "%s.a",
            "%s == %s && %s");

    private static final String STRANGE =
            "()[]{}.,:?!&|=<>+-*/%'\"`\\@#$^~ \n\t\0\u0130\u212a\uD83D\uDE00\uD800aex019_";

    private final RandomGenerator random;

    RandomTexts(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        var text = expression(random.nextInt(1, 5));
        return random.nextBoolean() ? text : mutated(text);
    }

    private String expression(int deepest) {
        if (deepest == 0) {
            return one(VALUES);
        }
        String shape = one(SHAPES);
        return shape.formatted(expression(random.nextInt(deepest)), expression(deepest - 1), expression(0));
    }

    private String mutated(String text) {
        var mutated = new StringBuilder(text);
        for (int i = random.nextInt(1, 4); i > 0 && !mutated.isEmpty(); i--) {
            int at = random.nextInt(mutated.length());
            switch (random.nextInt(4)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 -> mutated.insert(at, STRANGE.charAt(random.nextInt(STRANGE.length())));
                case 2 -> mutated.insert(at, mutated.substring(at).repeat(random.nextInt(1, 4)));
                default -> mutated.setLength(at);
            }
        }
        return mutated.toString();
    }

    private String one(List<String> all) {
        return all.get(random.nextInt(all.size()));
    }
}
