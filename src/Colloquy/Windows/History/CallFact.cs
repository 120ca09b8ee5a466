using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What windows want to know of an earlier model call. Decoded when somebody asks.</summary>
/// <param name="entry">The call.</param>
/// <param name="ordinal">The number of the entry among those of the line that windows read.</param>
/// <param name="isPassedOver">Whether the messages around it were pruned, so that who reads messages passes over it.</param>
internal sealed class CallFact(Entry entry, int ordinal, bool isPassedOver)
{
    private Entry? _entry = entry;
    private Position? _cut;
    private double? _calibration;
    private bool _isAnswering;

    public Position Position { get; } = entry.Position;

    public string? Author { get; } = entry.Author;

    public int Ordinal => ordinal;

    public bool IsPassedOver => isPassedOver;

    /// <summary>Whether it was to answer, and not asked beside the conversation.</summary>
    public bool IsAnswering(SessionLog log)
    {
        Read(log);
        return _isAnswering;
    }

    /// <summary>Where its window was cut.</summary>
    public Position? Cut => _cut;

    /// <summary>The factor between the tokens that the service counts and the estimate; null when the call shows none.</summary>
    public double? Calibration => _calibration;

    private void Read(SessionLog log)
    {
        if (_entry is not { } entry)
            return;

        if (!entry.IsPruned && (TryRead(entry) ?? log.Decode(entry)) is ModelCallBody { Purpose: null } call)
            (_isAnswering, _cut, _calibration) = (true, call.Cut, Colloquy.Calibration.Of(call));
        _entry = null;
    }

    /// <summary>Reads only what is asked here: a call says much more, and each turn reads those of the turn before. Null when anything about it is unusual.</summary>
    private static ModelCallBody? TryRead(Entry entry)
    {
        if (entry.Damage is not null)
            return null;

        try
        {
            return Read(new Utf8JsonReader(entry.Payload.Span, new JsonReaderOptions { MaxDepth = JsonDepth.OfStored }));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static ModelCallBody? Read(Utf8JsonReader reader)
    {
        var call = default(Guid?);
        string? purpose = null, error = null;
        Position? cut = null, keptUpTo = null;
        UsageDetails? usage = null;
        var estimate = 0L;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("call"u8))
                call = reader.Read() ? reader.GetGuid() : null;
            else if (reader.ValueTextEquals("estimate"u8))
                estimate = reader.Read() ? reader.GetInt64() : 0;
            else if (reader.ValueTextEquals("usage"u8))
                usage = ReadUsage(ref reader);
            else if (reader.ValueTextEquals("cut"u8))
                cut = reader.Read() ? new Position(reader.GetInt64()) : null;
            else if (reader.ValueTextEquals("purpose"u8))
                purpose = reader.Read() ? reader.GetString() : null;
            else if (reader.ValueTextEquals("error"u8))
                error = reader.Read() ? reader.GetString() : null;
            else if (reader.ValueTextEquals("keptUpTo"u8))
                keptUpTo = reader.Read() ? new Position(reader.GetInt64()) : null;
            else
                reader.Skip();
        }

        var isWhole = reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        return isWhole && call is { } id ? new ModelCallBody { Call = id, Purpose = purpose, Cut = cut, Estimate = estimate, Usage = usage, KeptUpTo = keptUpTo, Error = error } : null;
    }

    private static UsageDetails ReadUsage(ref Utf8JsonReader reader)
    {
        reader.Read();
        var usage = reader.TokenType == JsonTokenType.StartObject ? new UsageDetails() : throw new JsonException();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("inputTokenCount"u8))
                usage.InputTokenCount = reader.Read() ? reader.GetInt64() : null;
            else if (reader.ValueTextEquals("cachedInputTokenCount"u8))
                usage.CachedInputTokenCount = reader.Read() ? reader.GetInt64() : null;
            else
                reader.Skip();
        }

        return usage;
    }
}
