namespace Colloquy.Testing;

/// <summary>A date, with the time of day and the offset where they are known.</summary>
internal sealed record MomentValue(DateOnly Date, TimeOnly? Time, TimeSpan? Offset)
{
    /// <summary>Whether another value is this moment. A date that is expected without a time is met by any time of that day.</summary>
    public bool IsMetBy(MomentValue actual)
    {
        if (Time is not { } time)
            return Date == actual.Date;
        if (actual.Time is not { } other)
            return Date == actual.Date && time == TimeOnly.MinValue;
        var difference = Date.ToDateTime(time) - actual.Date.ToDateTime(other);
        return Offset is { } here && actual.Offset is { } there ? difference - here + there == TimeSpan.Zero : difference == TimeSpan.Zero;
    }

    public override string ToString() => Time is { } time ? Date.ToDateTime(time).ToString("s", System.Globalization.CultureInfo.InvariantCulture) : Date.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
