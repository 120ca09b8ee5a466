using System.ComponentModel;

namespace Banking.Tests.Shop;

/// <summary>Represents a shop with one customer's basket.</summary>
internal sealed class BootShop
{
    private static readonly Boot[] s_stock = [new("Alder", 129.00m, [40, 41, 42, 43]), new("Birch", 149.00m, [41, 42]), new("Cedar", 189.00m, [42, 43, 44])];

    private readonly List<BasketLine> _basket = [];

    /// <summary>Creates the host of a shop of its own.</summary>
    public static InProcessToolHost NewHost()
    {
        var shop = new BootShop();
        return new InProcessToolHost("shop", AIFunctionFactory.Create(shop.FindBoots, "find_boots"), AIFunctionFactory.Create(shop.AddToBasket, "add_to_basket"), AIFunctionFactory.Create(shop.GetBasket, "get_basket"));
    }

    [Description("Returns the boots that cost no more than an amount.")]
    private IReadOnlyList<Boot> FindBoots([Description("The highest price.")] decimal highest) => [.. s_stock.Where(boot => boot.Price <= highest)];

    [Description("Puts a pair of boots into the basket.")]
    private Basket AddToBasket([Description("The name of the boots.")] string boot, [Description("The European size.")] int size)
    {
        var found = s_stock.FirstOrDefault(known => string.Equals(known.Name, boot, StringComparison.OrdinalIgnoreCase)) ?? throw new ToolFailedException($"There are no boots '{boot}'.");
        if (!found.Sizes.Contains(size))
            throw new ToolFailedException($"{found.Name} is not in stock in {size}. The sizes are {string.Join(", ", found.Sizes)}.");

        _basket.Add(new BasketLine(found.Name, size, found.Price));
        return GetBasket();
    }

    [Description("Returns what is in the basket, and what it costs.")]
    private Basket GetBasket() => new([.. _basket], _basket.Sum(line => line.Price));
}

/// <summary>Represents boots that the shop sells.</summary>
internal sealed record Boot(string Name, decimal Price, IReadOnlyList<int> Sizes);

/// <summary>Represents a pair of boots in a basket.</summary>
internal sealed record BasketLine(string Boot, int Size, decimal Price);

/// <summary>Represents a basket.</summary>
internal sealed record Basket(IReadOnlyList<BasketLine> Lines, decimal Total);
