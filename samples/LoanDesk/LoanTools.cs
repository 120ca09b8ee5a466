using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>Provides the two tools of the desk. Both only read, so a resumed turn can call them again.</summary>
public static class LoanTools
{
    public static IReadOnlyList<AITool> All { get; } =
    [
        AgentTool.Create(FindBooks, "find_books", "Finds books in the catalogue by words of their titles.", idempotent: true),
        AgentTool.Create(CheckShelf, "check_shelf", "Counts the copies of a book that are on the shelf.", idempotent: true),
    ];

    private static string FindBooks(string query)
    {
        var found = Catalogue.Search(query);
        return found.Count == 0
            ? $"The catalogue has nothing for '{query}'."
            : $"{found.Count} in the catalogue: " + string.Join("; ", found.Select(book => $"{book.Number} {book.Title} by {book.Author}")) + ".";
    }

    private static string CheckShelf(string bookNumber) => Catalogue.Find(bookNumber) is { } book
        ? $"{book.Number} ({book.Title}): {(book.Copies == 0 ? "all copies are on loan" : $"{book.Copies} on the shelf")}."
        : $"The catalogue has no book {bookNumber}.";
}
