package dev.gatehouse.gateway;

import java.util.UUID;

/** Which of the gateways on one database this process is: another one at each start. */
public record GatewayId(UUID value) {}
