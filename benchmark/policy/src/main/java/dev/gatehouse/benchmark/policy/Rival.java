package dev.gatehouse.benchmark.policy;

/** Another engine that knows the same company. */
interface Rival {
    /** Whether the question is allowed, as the engine itself says it and says why. */
    boolean allows(Company.Asked asked);

    /** The same, so that it is clear that both answer the same questions. */
    default void agreesWith(Company company) {
        company.some().forEach(asked -> {
            if (allows(asked) != company.allows(asked)) {
                throw new IllegalStateException("another answer than the rules give to " + asked);
            }
        });
    }
}
