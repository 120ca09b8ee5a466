using System.Globalization;

namespace Colloquy.Testing.Tests.Planting;

/// <summary>Varies what a correct agent is free to vary: wording, ids, the order of parallel calls, formats of numbers, and latency.</summary>
internal sealed class Variation(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public int Seed { get; } = seed;

    /// <summary>Whether answers are streamed.</summary>
    public bool Streams { get; } = new Random(seed * 31 + 1).Next(3) == 0;

    /// <summary>Whether a chat client is tested that calls tools by itself, where the conversation does not need an agent.</summary>
    public bool UsesChatClient { get; } = new Random(seed * 31 + 2).Next(3) == 0;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    public bool Flip() => Next(2) == 0;

    public IReadOnlyList<T> Shuffle<T>(IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        lock (_lock)
            _random.Shuffle(shuffled);
        return shuffled;
    }

    public string NewCallId() => Pick("call_", "toolu_", "fc-") + Next(int.MaxValue).ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>An amount as a person writes it.</summary>
    public string Money(decimal amount)
    {
        var (exact, grouped, plain) = (amount.ToString("#,##0.00", CultureInfo.InvariantCulture), amount.ToString("#,##0.##", CultureInfo.InvariantCulture), amount.ToString("0.##", CultureInfo.InvariantCulture));
        return Pick($"${exact}", $"${grouped}", $"${plain}", $"{exact} dollars", $"{grouped} dollars", $"USD {plain}", $"US${exact}");
    }

    /// <summary>An amount as a model passes it to a tool.</summary>
    public object Amount(decimal amount) => Pick<object>(amount, (double)amount, decimal.ToInt32(amount), amount + 0.00m, amount.ToString("0.00", CultureInfo.InvariantCulture));

    /// <summary>An account as a model passes it to a tool.</summary>
    public string Account(string name) => Pick(name.ToLowerInvariant(), char.ToUpperInvariant(name[0]) + name[1..].ToLowerInvariant(), name.ToUpperInvariant());

    /// <summary>Waits as long as a model or a tool takes: not at all, for another task, or for a moment.</summary>
    public async Task DelayAsync(CancellationToken cancellationToken)
    {
        switch (Next(8))
        {
            case < 4:
                break;
            case < 7:
                await Task.Yield();
                break;
            default:
                await Task.Delay(1, cancellationToken);
                break;
        }
    }

    private int Next(int most)
    {
        lock (_lock)
            return _random.Next(most);
    }
}
