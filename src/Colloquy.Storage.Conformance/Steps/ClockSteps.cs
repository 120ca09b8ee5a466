using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Storage.Conformance;

/// <summary>Moves the clock of a case where <see cref="FakeTimeProvider.Advance"/> cannot: backwards, as an operating system does that corrects its clock.</summary>
internal static class ClockSteps
{
    public static void Move(this FakeTimeProvider clock, TimeSpan by)
    {
        if (by >= TimeSpan.Zero)
            clock.Advance(by);
        else
            clock.AdjustTime(clock.GetUtcNow() + by);
    }
}
