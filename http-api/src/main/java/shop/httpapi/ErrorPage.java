package shop.httpapi;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the server shows of a request that failed outside of every controller: a problem, and nothing of the reason. */
@RestController
class ErrorPage implements ErrorController {

    /** @throws Problem always; without an error there is nothing at this address */
    @RequestMapping("${spring.web.error.path:/error}")
    void show(HttpServletRequest request, HttpServletResponse response) {
        // The filters are not asked a second time.
        response.setHeader(EntranceFilter.CONTENT_TYPE_OPTIONS, "nosniff");
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        throw StatusProblem.of(status instanceof Integer code ? HttpStatusCode.valueOf(code) : HttpStatus.NOT_FOUND);
    }
}
