package dev.gatehouse.cli;

/** A secret as commands name it, {@code NAMESPACE/NAME}. */
record SecretName(String namespace, String name) {
    static SecretName of(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
            throw CommandFailure.usage("a secret is NAMESPACE/NAME, not: " + text);
        }
        return new SecretName(parts[0], parts[1]);
    }

    /** Where the gateway has it, below the tenant. */
    String path() {
        return "secrets/" + GatewayClient.path(namespace, name);
    }
}
