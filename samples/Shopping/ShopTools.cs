using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>The two tools of the shopping assistant. Both only look, so that a resumed turn may call them again.</summary>
public static class ShopTools
{
    public static IReadOnlyList<AITool> All { get; } =
    [
        AgentTool.Create(SearchProducts, "search_products", "Searches the product catalog.", idempotent: true),
        AgentTool.Create(CheckInventory, "check_inventory", "Checks how many units of a product are in stock.", idempotent: true),
    ];

    private static string SearchProducts(string query)
    {
        var found = Catalog.Search(query);
        return found.Count == 0
            ? $"Found no products matching '{query}'."
            : $"Found {found.Count} products matching '{query}': " + string.Join("; ", found.Select(product => string.Create(CultureInfo.InvariantCulture, $"{product.Id} {product.Name}, {product.Price:0.00} EUR"))) + ".";
    }

    private static string CheckInventory(string productId) => Catalog.Find(productId) is { } product
        ? $"Product {product.Id} ({product.Name}) has {product.Stock} units in stock."
        : $"There is no product {productId}.";
}
