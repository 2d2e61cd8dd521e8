package shop.tools.ops;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a service said to a request. */
sealed interface Answer {

    String service();

    /** It did what was asked. */
    record Done(String service, JsonNode body, @Nullable String etag) implements Answer {}

    /** It does not know what was asked for. */
    record Unknown(String service, String detail) implements Answer {}

    /** It said no. */
    record Refused(String service, int status, String code, String detail) implements Answer {

        int exitCode() {
            return switch (status) {
                case 400 -> ExitCodes.USAGE;
                case 409, 412 -> ExitCodes.CONFLICT;
                default -> ExitCodes.REFUSED;
            };
        }
    }

    /** It said nothing that can be used. */
    record Silent(String service, String reason) implements Answer {}
}
