using System.Reflection;

namespace Colloquy.Testing.Plans;

/// <summary>A turn of a conversation class, and what it needs.</summary>
/// <param name="Number">Its place in the class, from 0.</param>
/// <param name="Method">The method.</param>
/// <param name="Attribute">Its attribute.</param>
/// <param name="Needs">The turns that it needs, and those that these need, in order.</param>
internal sealed record PlannedTurn(int Number, MethodInfo Method, TurnAttribute Attribute, IReadOnlyList<PlannedTurn> Needs)
{
    public string Name => Method.Name;

    public string DisplayName => Attribute.DisplayName ?? Name.Replace('_', ' ');
}
