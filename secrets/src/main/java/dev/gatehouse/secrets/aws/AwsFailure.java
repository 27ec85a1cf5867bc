package dev.gatehouse.secrets.aws;

import dev.gatehouse.secrets.StoreAnswer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** What an error of the SDK means, in a word of ours: nothing that the service said gets out. */
final class AwsFailure {
    static final String LOGIN_REFUSED = "login_refused";
    static final String MALFORMED = "answer_malformed";

    private static final Set<String> OF_LOGIN = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "ExpiredTokenException",
            "MissingAuthenticationTokenException");
    private static final Set<String> OF_LOAD =
            Set.of("ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded");

    private AwsFailure() {}

    static StoreAnswer answer(SdkException failure) {
        return switch (failure) {
            case ResourceNotFoundException _ -> new StoreAnswer.Missing(StoreAnswer.Part.PATH);
            // Of a call that only names a secret: it is about to be deleted.
            case InvalidRequestException _ -> new StoreAnswer.Missing(StoreAnswer.Part.VERSION);
            case AwsServiceException said -> answer(said);
            default -> new StoreAnswer.Unavailable(called(failure));
        };
    }

    private static StoreAnswer answer(AwsServiceException said) {
        String code = said.awsErrorDetails() == null
                ? ""
                : String.valueOf(said.awsErrorDetails().errorCode());
        if (OF_LOGIN.contains(code)) {
            return new StoreAnswer.Unavailable(LOGIN_REFUSED);
        }
        if (OF_LOAD.contains(code) || said.statusCode() == 429) {
            return new StoreAnswer.Unavailable("store_busy");
        }
        if (code.equals("AccessDeniedException") || said.statusCode() == 403) {
            return new StoreAnswer.Forbidden();
        }
        return new StoreAnswer.Unavailable(said.statusCode() >= 500 ? "store_failed" : "call_refused");
    }

    private static String called(SdkException failure) {
        for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof CallFailed call) {
                return call.code();
            }
        }
        return MALFORMED;
    }
}
