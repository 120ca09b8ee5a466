using System.Reflection;
using System.Runtime.CompilerServices;
using Colloquy.Testing.Discovery;
using Xunit;
using Xunit.v3;

namespace Colloquy.Testing;

/// <summary>Marks a method of a conversation class as a turn. The turns of a class run in the order of its source file.</summary>
/// <remarks>A turn whose checks fail stays in the history, and the next turns go on. A turn without an answer, which is one that threw anything but a failed assertion, blocks the turns that need it. A turn needs all turns before it, unless <see cref="DependsOnAttribute"/> says which. A turn that says nothing and checks nothing fails.</remarks>
/// <param name="sourceFilePath">The source file. The compiler gives it.</param>
/// <param name="sourceLineNumber">The line, from 1. The compiler gives it.</param>
[XunitTestCaseDiscoverer(typeof(TurnDiscoverer))]
[AttributeUsage(AttributeTargets.Method)]
public sealed class TurnAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1) : FactAttribute(sourceFilePath, sourceLineNumber), IBeforeAfterTestAttribute
{
    void IBeforeAfterTestAttribute.Before(MethodInfo methodUnderTest, IXunitTest test) => (test.TestCase as TurnTestCase)?.Watch?.Begin();

    void IBeforeAfterTestAttribute.After(MethodInfo methodUnderTest, IXunitTest test) => (test.TestCase as TurnTestCase)?.Watch?.End();
}
