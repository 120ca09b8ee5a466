namespace Colloquy.Testing;

/// <summary>Sets which earlier turns a turn needs, in place of all of them: those that it names, and the turns that these need. When one of them has no answer, the turn is blocked; when a filter selects the turn alone, they run first.</summary>
/// <param name="turns">The names of the methods, as by <see langword="nameof"/>. None for a turn that needs no other.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DependsOnAttribute(params string[] turns) : Attribute
{
    /// <summary>Gets the names of the methods of the turns that are needed.</summary>
    public IReadOnlyList<string> Turns { get; } = turns;
}
