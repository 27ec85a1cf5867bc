/** The store in AWS Secrets Manager, by the official SDK over the gateway's guard of outgoing calls. */
@NullMarked
package dev.gatehouse.secrets.aws;

import org.jspecify.annotations.NullMarked;
