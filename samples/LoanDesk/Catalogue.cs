namespace Colloquy.Samples;

/// <summary>Represents the catalogue of a small library.</summary>
public static class Catalogue
{
    private static readonly Book[] Books =
    [
        new("B-100", "Knots for Small Boats", "H. Lindgren", 3),
        new("B-101", "Knots and Splices of the North Coast", "T. Aho", 1),
        new("B-102", "Mending Old Clocks", "R. Sousa", 0),
        new("B-103", "A Pocket Guide to Mosses", "E. Kowal", 5),
        new("B-104", "Bread without an Oven", "M. Duarte", 2),
    ];

    /// <summary>Finds books by words of their titles. A word in the plural also finds the singular.</summary>
    public static IReadOnlyList<Book> Search(string query)
    {
        var words = query.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(word => word.TrimEnd('s', '?', '.')).ToList();
        return [.. Books.Where(book => words.Exists(word => word.Length > 2 && book.Title.Contains(word, StringComparison.OrdinalIgnoreCase)))];
    }

    /// <summary>Returns the book with a number, or null when there is none.</summary>
    public static Book? Find(string number) => Books.FirstOrDefault(book => book.Number.Equals(number, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Represents a book.</summary>
/// <param name="Number">The number, such as <c>B-100</c>.</param>
/// <param name="Title">The title.</param>
/// <param name="Author">The author.</param>
/// <param name="Copies">The number of copies that are on the shelf.</param>
public sealed record Book(string Number, string Title, string Author, int Copies);
