using System.Text.Json;
using System.Text.RegularExpressions;

namespace Colloquy;

/// <summary>Represents the prices of models. A table is immutable.</summary>
public sealed partial class PriceTable
{
    private const string AnyModel = "*";

    private static readonly Lazy<PriceTable> BuiltIn = new(ReadDefault);

    private readonly Dictionary<string, Dictionary<string, ModelPrice>> _byProvider = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates a table.</summary>
    /// <param name="prices">The prices, one for each provider and model.</param>
    /// <param name="asOf">The date of the prices, for people; null for none.</param>
    /// <exception cref="ArgumentException">A model is listed twice, or has no name.</exception>
    public PriceTable(IEnumerable<ModelPrice> prices, string? asOf = null)
    {
        ArgumentNullException.ThrowIfNull(prices);

        Prices = [.. prices];
        AsOf = asOf;
        foreach (var price in Prices)
        {
            if (string.IsNullOrWhiteSpace(price.Provider) || string.IsNullOrWhiteSpace(price.Model))
                throw new ArgumentException($"A price names its provider and its model; one names '{price.Provider}' and '{price.Model}'.", nameof(prices));
            if (!_byProvider.TryGetValue(price.Provider, out var models))
                _byProvider.Add(price.Provider, models = new(StringComparer.OrdinalIgnoreCase));
            if (!models.TryAdd(price.Model, price))
                throw new ArgumentException($"Model '{price.Model}' of provider '{price.Provider}' has two prices. Keep one.", nameof(prices));
        }
    }

    /// <summary>The prices that come with this version, as far as they are known. <see cref="AsOf"/> is their date.</summary>
    public static PriceTable Default => BuiltIn.Value;

    /// <summary>A table without prices.</summary>
    public static PriceTable Empty { get; } = new([]);

    /// <summary>Gets all prices.</summary>
    public IReadOnlyList<ModelPrice> Prices { get; }

    /// <summary>Gets the date of the prices, as the file states it; null when it does not.</summary>
    public string? AsOf { get; }

    /// <summary>Reads a price file, which replaces the prices that come with this version.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="InvalidDataException">The file cannot be read, or contains an invalid price; the message contains the path, the line and the field.</exception>
    public static PriceTable Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Parse(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, $"{e.Message} Check the path.", inner: e);
        }
    }

    /// <summary>Finds the price of a model: its own; otherwise that of the model of which it is a dated version (<c>gpt-5-mini-2025-08-07</c> of <c>gpt-5-mini</c>); otherwise the price for all models of the provider.</summary>
    /// <param name="provider">The provider, without regard to case.</param>
    /// <param name="model">The model, without regard to case.</param>
    /// <returns>The price; null when the table has none.</returns>
    public ModelPrice? Find(string? provider, string? model)
    {
        if (provider is null || !_byProvider.TryGetValue(provider, out var models))
            return null;
        if (model is null)
            return models.GetValueOrDefault(AnyModel);
        if (models.TryGetValue(model, out var own))
            return own;

        return DatedVersion().Match(model) is { Success: true } dated && models.TryGetValue(model[..dated.Index], out var undated)
            ? undated
            : models.GetValueOrDefault(AnyModel);
    }

    private static PriceTable ReadDefault()
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse("prices.json", bytes);
    }

    private static PriceTable Parse(string path, ReadOnlySpan<byte> json)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];

        try
        {
            var file = JsonSerializer.Deserialize(json, PriceFileJson.Default.PriceFile) ?? throw Unusable(path, "it holds no prices.");
            return new PriceTable(file.Prices, file.AsOf);
        }
        catch (JsonException e)
        {
            throw Unusable(path, Explain(e), e.LineNumber + 1, e.Path, e);
        }
        catch (ArgumentException e)
        {
            throw Unusable(path, e.Message, inner: e);
        }
    }

    private static InvalidDataException Unusable(string path, string problem, long? line = null, string? field = null, Exception? inner = null) =>
        new($"The price file '{path}' cannot be used{(line is null ? "" : $", for line {line}")}{(string.IsNullOrEmpty(field) ? "" : $" ({field})")}: {problem}", inner);

    /// <summary>What is wrong, without what is said of the place beside it, and without the names of types.</summary>
    private static string Explain(JsonException e)
    {
        var place = e.Message.IndexOf(" Path: $", StringComparison.Ordinal);
        var problem = place < 0 ? e.Message : e.Message[..place];
        return UnknownField().Match(problem) is { Success: true } unknown ? $"there is no field '{unknown.Groups[1].Value}'." : problem;
    }

    [GeneratedRegex(@"^The JSON property '(.*)' could not be mapped to any \.NET member", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownField();

    /// <summary>A date, or the number of a version, at the end of a name: three digits or more, so that <c>claude-sonnet-4-5</c> is no version of <c>claude-sonnet-4</c>.</summary>
    [GeneratedRegex(@"-\d{3,}(-\d{2}){0,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex DatedVersion();
}
