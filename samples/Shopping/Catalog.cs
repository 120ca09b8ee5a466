namespace Colloquy.Samples;

/// <summary>What the shop sells.</summary>
public static class Catalog
{
    private static readonly Product[] Products =
    [
        new("P-100", "Trail running shoes", 89.90m, 42),
        new("P-101", "Road running shoes", 119.00m, 7),
        new("P-102", "Waterproof rain jacket", 149.50m, 0),
        new("P-103", "Merino wool socks", 14.90m, 260),
        new("P-104", "Insulated water bottle", 24.00m, 18),
    ];

    /// <summary>Finds products by words of their names; a word in the plural finds the singular too.</summary>
    public static IReadOnlyList<Product> Search(string query)
    {
        var words = query.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(word => word.TrimEnd('s', '?', '.')).ToList();
        return [.. Products.Where(product => words.Exists(word => word.Length > 2 && product.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))];
    }

    /// <summary>Returns a product; null when there is none of that id.</summary>
    public static Product? Find(string id) => Products.FirstOrDefault(product => product.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A product.</summary>
/// <param name="Id">Its id, such as <c>P-100</c>.</param>
/// <param name="Name">What it is.</param>
/// <param name="Price">What it costs, in euros.</param>
/// <param name="Stock">How many there are.</param>
public sealed record Product(string Id, string Name, decimal Price, int Stock);
