package shop.opsapi;

import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import shop.httpapi.Problem;

/** Compares the tables of this service with its books, one comparison at a time in each process. */
@OpsController
class BooksController {

    private final ObjectProvider<Books> books;
    private final Semaphore one = new Semaphore(1);

    BooksController(ObjectProvider<Books> books) {
        this.books = books;
    }

    @GetMapping("/books/verify")
    @Requires(Role.VIEWER)
    Books.Report verify() {
        Books kept = books.getIfAvailable();
        if (kept == null) {
            throw Problem.of(HttpStatus.NOT_FOUND, "not-found", "Not Found", "This service keeps no books.");
        }
        if (!one.tryAcquire()) {
            throw Problem.of(
                    HttpStatus.CONFLICT,
                    "somebody-was-first",
                    "Somebody was first",
                    "Somebody else compares them at this moment. Wait for that, and ask again.");
        }
        try {
            return kept.compare();
        } catch (Books.NotYetException e) {
            throw Problem.of(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "temporarily-unavailable",
                    "Temporarily Unavailable",
                    String.valueOf(e.getMessage()));
        } catch (Books.NotPossibleException e) {
            throw Problem.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "operation-refused",
                    "This is not possible",
                    String.valueOf(e.getMessage()));
        } finally {
            one.release();
        }
    }
}
